//! Static token file: `token,user,uid,"group1,group2"` lines of `--token-auth-file`, read once at start
//! (`apiserver/pkg/authentication/token/tokenfile`).

use std::collections::HashMap;

use crate::input::csv;
use crate::report::{Authenticator, Check, Provenance, StepLog, User};

use super::{Answer, Built, Response, Setup, StartupError, TokenAuthenticator, TokenStrategy, World};

pub const TOKEN_FILE: TokenStrategy = TokenStrategy {
    authenticator: Authenticator::TokenFile,
    not_configured: "--token-auth-file is not set.",
    build,
    audience_agnostic: true,
};

struct TokenFile {
    path: String,
    users: HashMap<String, Entry>,
    /// Warnings that the server logs while it reads the file.
    warnings: Vec<String>,
}

struct Entry {
    line: usize,
    user: User,
}

fn build(setup: &Setup) -> Built<dyn TokenAuthenticator> {
    match &setup.config.token_auth_file {
        None => Ok(None),
        Some(path) => {
            let text = setup.world.read_file(path).map_err(StartupError::new)?;
            let file = TokenFile::parse(path, text).map_err(StartupError::new)?;
            Ok(Some(Box::new(file)))
        }
    }
}

impl TokenFile {
    fn parse(path: &str, text: &str) -> Result<TokenFile, String> {
        let mut users = HashMap::new();
        let mut warnings = Vec::new();
        for (index, record) in csv::Reader::new(text).enumerate() {
            let record = record?;
            let number = index + 1;
            let mut fields = record.fields.iter();
            let (Some(token), Some(name), Some(uid)) = (fields.next(), fields.next(), fields.next()) else {
                return Err(format!(
                    "token file '{path}' must have at least 3 columns (token, user name, user uid), found {}",
                    record.fields.len()
                ));
            };
            if token.is_empty() {
                warnings.push(format!(
                    "empty token has been found in token file '{path}', record number '{number}'"
                ));
                continue;
            }
            let user = User {
                username: name.to_string(),
                uid: uid.to_string(),
                groups: fields
                    .next()
                    .map(|groups| groups.split(',').map(str::to_owned).collect())
                    .unwrap_or_default(),
                ..User::default()
            };
            let entry = Entry { line: record.line, user };
            if users.insert(token.to_string(), entry).is_some() {
                warnings.push(format!(
                    "duplicate token has been found in token file '{path}', record number '{number}'"
                ));
            }
        }
        Ok(TokenFile { path: path.to_owned(), users, warnings })
    }
}

impl TokenAuthenticator for TokenFile {
    fn authenticate(&self, token: &str, _world: &World, log: &mut StepLog) -> Answer {
        for warning in &self.warnings {
            log.note(format!("The server logs at start: {warning}"));
        }
        let check = |check: Check| check.expected("a line whose first column is the token");
        let Some(entry) = self.users.get(token) else {
            log.reason("The token is in no line of the token file.");
            log.check(
                check(Check::failed(
                    "token listed",
                    "The file has no such token; letter case and spaces count.",
                ))
                .actual(format!("{} other tokens", self.users.len()))
                .source(format!("apiServer.files {}", self.path)),
            );
            return Answer::NoOpinion;
        };
        let source = format!("apiServer.files {} line {}", self.path, entry.line);
        log.reason(format!("Line {} of the token file holds this token.", entry.line));
        log.check(
            check(Check::passed("token listed", "The last line with this token decides."))
                .actual(format!("line {}", entry.line))
                .source(source.as_str()),
        );
        let column = |field: String, value: &str, column: &str| {
            Provenance::new(
                field,
                value,
                format!("{column} of the token file, line {}", entry.line),
                source.as_str(),
            )
        };
        let user = entry.user.clone();
        let mut provenance = vec![column("username".into(), &user.username, "second column")];
        if !user.uid.is_empty() {
            provenance.push(column("uid".into(), &user.uid, "third column"));
        }
        for (index, group) in user.groups.iter().enumerate() {
            provenance.push(column(format!("groups[{index}]"), group, "fourth column"));
        }
        Answer::Authenticated(Response { user, audiences: Vec::new(), provenance })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(text: &str, token: &str) -> Option<(String, String, Vec<String>)> {
        let file = TokenFile::parse("/t.csv", text).unwrap();
        file.users
            .get(token)
            .map(|entry| (entry.user.username.clone(), entry.user.uid.clone(), entry.user.groups.clone()))
    }

    fn expected(name: &str, uid: &str, groups: &[&str]) -> Option<(String, String, Vec<String>)> {
        Some((name.into(), uid.into(), groups.iter().map(|group| (*group).to_owned()).collect()))
    }

    #[test]
    fn columns_become_the_identity() {
        let text = "t1,jane,1\nt2,\"joe, jr\",2,\"dev,ops\",ignored\nt3,,,\n";
        assert_eq!(user(text, "t1"), expected("jane", "1", &[]));
        assert_eq!(user(text, "t2"), expected("joe, jr", "2", &["dev", "ops"]));
        assert_eq!(user(text, "t3"), expected("", "", &[""]));
        assert_eq!(user(text, "T1"), None);
        assert_eq!(user(text, ""), None);
    }

    #[test]
    fn the_last_of_equal_tokens_wins_with_a_warning() {
        let text = "t,first,1\n,nobody,0\nt,second,2\n";
        assert_eq!(user(text, "t"), expected("second", "2", &[]));
        assert_eq!(
            TokenFile::parse("/t.csv", text).unwrap().warnings,
            [
                "empty token has been found in token file '/t.csv', record number '2'",
                "duplicate token has been found in token file '/t.csv', record number '3'"
            ]
        );
    }

    #[test]
    fn a_file_the_server_does_not_start_with() {
        for (text, message) in [
            (
                "t,jane\n",
                "token file '/t.csv' must have at least 3 columns (token, user name, user uid), found 2",
            ),
            ("t,\"jane\"x,1\n", "parse error on line 1, column 8: extraneous or missing \" in quoted-field"),
        ] {
            assert_eq!(TokenFile::parse("/t.csv", text).err().as_deref(), Some(message));
        }
    }
}
