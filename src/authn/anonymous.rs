//! Anonymous requests: the last resort, and never after an error
//! (`apiserver/pkg/authentication/request/anonymous`).

use crate::apiserver::config;
use crate::input::http::Request;
use crate::report::{Check, Provenance, StepLog, User};

use super::{Answer, RequestAuthenticator, Response, World};

pub const USERNAME: &str = "system:anonymous";
pub const GROUP: &str = "system:unauthenticated";

pub struct Anonymous<'a> {
    pub config: &'a config::Anonymous,
    pub api_audiences: &'a [String],
}

impl RequestAuthenticator for Anonymous<'_> {
    fn authenticate(&self, request: &mut Request, _world: &World, log: &mut StepLog) -> Answer {
        let paths = &self.config.paths;
        if !paths.is_empty() {
            let allowed = paths.contains(&request.path);
            let check = if allowed {
                Check::passed("allowed path", "The path is one of those open to anonymous requests.")
            } else {
                Check::failed(
                    "allowed path",
                    "Anonymous requests are allowed for some paths only, letter by letter.",
                )
            };
            log.check(
                check
                    .expected(paths.join(", "))
                    .actual(request.path.as_str())
                    .source("apiServer.args --authentication-config#anonymous.conditions"),
            );
            if !allowed {
                log.reason("Anonymous requests are not allowed for this path.");
                return Answer::NoOpinion;
            }
        }
        log.reason("No credential was recognised and none was wrong, so the request is anonymous.");
        let origin = "the server, which gives it to every anonymous request";
        Answer::Authenticated(Response {
            user: User { username: USERNAME.into(), groups: vec![GROUP.into()], ..User::default() },
            audiences: self.api_audiences.to_vec(),
            provenance: vec![
                Provenance::new("username", USERNAME, origin, "apiServer.args --anonymous-auth"),
                Provenance::new("groups[0]", GROUP, origin, "apiServer.args --anonymous-auth"),
            ],
        })
    }
}
