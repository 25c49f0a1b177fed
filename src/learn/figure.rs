//! A drawn flow in a page: a fenced block of the language `flow` with one line, the name of a strategy (or `request`
//! for the whole walk) and the path of the scenario that fills it in.

use super::document::scenario_path;
use super::markdown::Block;
use crate::report::Authenticator;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Whose story; none: the walk of the request.
    pub strategy: Option<Authenticator>,
    /// Path of the scenario: `gallery/x509-valid.yaml`.
    pub scenario: String,
}

impl Figure {
    /// The figure that a block stands for; none where it is an ordinary one.
    ///
    /// # Errors
    /// A sentence that names what is wrong with the block.
    pub fn of(block: &Block) -> Option<Result<Figure, String>> {
        match block {
            Block::Code { language, text } if language == "flow" => Some(Figure::parse(text)),
            _ => None,
        }
    }

    fn parse(text: &str) -> Result<Figure, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let &[name, scenario] = words.as_slice() else {
            return Err(format!("flow is {:?}, expected a strategy and a scenario", text.trim()));
        };
        let strategy = Authenticator::ALL.into_iter().find(|strategy| strategy.name() == name);
        if strategy.is_none() && name != "request" {
            return Err(format!("flow names {name:?}, which is no strategy"));
        }
        scenario_path(scenario)?;
        Ok(Figure { strategy, scenario: scenario.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::markdown::parse;

    fn figure(text: &str) -> Option<Result<Figure, String>> {
        Figure::of(&parse(text)[0])
    }

    #[test]
    fn a_fenced_block_names_a_flow() {
        for (text, strategy) in [
            ("```flow\nx509 gallery/a.yaml\n```", Some(Authenticator::X509)),
            ("```flow\nrequest gallery/a.yaml\n```", None),
        ] {
            assert_eq!(figure(text), Some(Ok(Figure { strategy, scenario: "gallery/a.yaml".to_owned() })));
        }
        assert_eq!(figure("```yaml\nx509 gallery/a.yaml\n```"), None);
        assert_eq!(figure("x509 gallery/a.yaml"), None);
    }

    #[test]
    fn what_is_wrong_with_it_is_named() {
        for (line, word) in [
            ("x509", "expected a strategy and a scenario"),
            ("kerberos gallery/a.yaml", "\"kerberos\""),
            ("x509 https://example.com/a.yaml", "expected a path"),
        ] {
            let error = figure(&format!("```flow\n{line}\n```")).unwrap().unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }
}
