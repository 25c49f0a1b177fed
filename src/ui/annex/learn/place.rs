//! Where a reader is: the part of the address behind `#` that belongs to this area.

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// One of the pages; empty: the overview.
    Page(String),
    /// One of the cases; empty: all of them.
    Case(String),
    Workshop {
        trainer: bool,
    },
    /// Beside the explorer.
    Lesson {
        name: String,
        trainer: bool,
    },
}

impl Place {
    /// `/learn/x509`, `/gallery`, `/workshop/oidc?trainer`.
    pub fn of(route: &str) -> Option<Place> {
        let (path, query) = route.split_once('?').unwrap_or((route, ""));
        let mut parts = path.trim_matches('/').splitn(2, '/');
        let (page, name) = (parts.next()?, parts.next().unwrap_or_default().to_owned());
        let trainer = query.split('&').any(|part| part == "trainer");
        match page {
            "learn" => Some(Place::Page(name)),
            "gallery" => Some(Place::Case(name)),
            "workshop" if name.is_empty() => Some(Place::Workshop { trainer }),
            "workshop" => Some(Place::Lesson { name, trainer }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_one_place() {
        let lesson = |trainer| Some(Place::Lesson { name: "oidc".to_owned(), trainer });
        for (route, place) in [
            ("/learn", Some(Place::Page(String::new()))),
            ("/learn/x509", Some(Place::Page("x509".to_owned()))),
            ("/gallery/", Some(Place::Case(String::new()))),
            ("/gallery/x509-expired", Some(Place::Case("x509-expired".to_owned()))),
            ("/workshop", Some(Place::Workshop { trainer: false })),
            ("/workshop?trainer", Some(Place::Workshop { trainer: true })),
            ("/workshop/oidc", lesson(false)),
            ("/workshop/oidc?trainer", lesson(true)),
            ("/explore", None),
            ("", None),
        ] {
            assert_eq!(Place::of(route), place, "{route}");
        }
    }
}
