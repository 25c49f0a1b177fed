//! The group adder: everybody who is somebody is in `system:authenticated`
//! (`apiserver/pkg/authentication/group/authenticated_group_adder.go`).

use crate::report::Provenance;

use super::{Response, anonymous};

const AUTHENTICATED: &str = "system:authenticated";

/// Appends `system:authenticated` unless the user is anonymous or the group question is settled already.
pub fn add_authenticated(response: &mut Response) {
    let groups = &mut response.user.groups;
    if response.user.username == anonymous::USERNAME
        || groups.iter().any(|group| group == AUTHENTICATED || group == anonymous::GROUP)
    {
        return;
    }
    response.provenance.push(Provenance::new(
        format!("groups[{}]", groups.len()),
        AUTHENTICATED,
        "the server, which adds it to every authenticated user",
        "server#groupAdder",
    ));
    groups.push(AUTHENTICATED.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::User;

    #[test]
    fn the_group_is_appended_once_and_only_to_somebody() {
        for (username, groups, expected) in [
            ("jane", vec!["dev"], vec!["dev", "system:authenticated"]),
            ("jane", vec![], vec!["system:authenticated"]),
            ("jane", vec!["system:authenticated", "dev"], vec!["system:authenticated", "dev"]),
            ("jane", vec!["system:unauthenticated"], vec!["system:unauthenticated"]),
            ("system:anonymous", vec!["dev"], vec!["dev"]),
        ] {
            let mut response = Response {
                user: User {
                    username: username.into(),
                    groups: groups.into_iter().map(str::to_owned).collect(),
                    ..User::default()
                },
                ..Response::default()
            };
            add_authenticated(&mut response);
            assert_eq!(response.user.groups, expected, "{username}");
        }
    }
}
