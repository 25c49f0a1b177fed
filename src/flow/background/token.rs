//! The strategies whose tokens come about in a few steps: the static token file, the Secrets of service accounts, tokens
//! that a webhook knows, and no token at all.

use serde_json::json;

use crate::report::{Authenticator, Party, Report};

use super::{Facts, Flow, Message, Role, bearer, http, used};

pub fn file(report: &Report, facts: &Facts) -> Flow {
    let path = facts.flag("token-auth-file").unwrap_or("/etc/kubernetes/tokens.csv");
    let mut flow = Flow::new(
        "Static token file",
        "An administrator writes tokens and their users into a file; the API server reads it once, when it starts.",
    );
    flow.name(Role::Person, "Administrator", "");
    flow.section(
        "The file",
        vec![
            Message::call(Role::Person, Role::ApiServer, format!("writes {path}, restarts the server"))
                .payload("token,user,uid,\"group1,group2\"\n")
                .why("One line for each token, in plain text. A change counts only after the next start."),
            Message::call(Role::Person, Role::Client, "hands the token over"),
        ],
    );
    used(&mut flow, Authenticator::TokenFile, report, Role::Client, || {
        let look = Message::inner(Role::ApiServer, "Static token file: looks the token up")
            .why("Letter by letter. A token that is not there is no error: the next authenticator is asked.");
        bearer(Role::Client, &facts.request_line(), "<token>", vec![look], "the user of that line")
    });
    flow.note(
        Role::ApiServer,
        "Such a token never expires. To take it back, edit the file and restart the server.",
    );
    flow
}

pub fn legacy(report: &Report, facts: &Facts) -> Flow {
    let claim = |name: &str| facts.claim(&[name]);
    let namespace = claim("kubernetes.io/serviceaccount/namespace").unwrap_or_else(|| "default".into());
    let account =
        claim("kubernetes.io/serviceaccount/service-account.name").unwrap_or_else(|| "builder".into());
    let secret =
        claim("kubernetes.io/serviceaccount/secret.name").unwrap_or_else(|| format!("{account}-token"));
    let (person, api, controller) = (Role::Person, Role::ApiServer, Role::Controller);
    let mut flow = Flow::new(
        "Legacy service account token",
        "A token that lives in a Secret and does not expire: made by the token controller, valid as long as the Secret holds it.",
    );
    flow.name(controller, "Controller manager", "token controller");
    let manifest = json!({"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
        "metadata": {"namespace": namespace, "name": secret, "annotations": {"kubernetes.io/service-account.name": account}}});
    let path = format!("/api/v1/namespaces/{namespace}/secrets");
    flow.section(
        "The Secret",
        vec![
            Message::call(person, api, format!("POST Secret {namespace}/{secret}"))
                .payload(http(&format!("POST {path} HTTP/1.1"), &[], Some(&manifest)))
                .why("Up to 1.23 a Secret was made for every service account; since 1.24 somebody must ask for it."),
            Message::answer(api, controller, "watch: a Secret of this type"),
            Message::inner(controller, "signs a token with --service-account-private-key-file")
                .payload(facts.claims().filter(|_| claim("kubernetes.io/serviceaccount/secret.name").is_some()).map(|claims| claims.to_string()).unwrap_or_default())
                .why("It names the service account and the Secret, and has no expiry."),
            Message::call(controller, api, format!("PUT {path}/{secret}"))
                .payload(json!({"data": {"token": "…", "ca.crt": "…", "namespace": "…"}}).to_string()),
            Message::call(person, api, format!("GET {path}/{secret}")).why("Whoever may read the Secret can become the service account."),
            Message::answer(api, person, "200 OK · data.token"),
            Message::call(person, Role::Client, "hands the token over").why("To a CI system, for example, where it often stays for years."),
        ],
    );
    used(&mut flow, Authenticator::LegacyServiceAccount, report, Role::Client, || {
        let between = vec![
            Message::inner(api, "Legacy service account token: issuer and signature"),
            Message::call(api, Role::Objects, format!("Secret {namespace}/{secret}? ServiceAccount {namespace}/{account}?"))
                .why("With --service-account-lookup, which is the default: the Secret must still hold this very token."),
            Message::answer(Role::Objects, api, "found"),
        ];
        bearer(
            Role::Client,
            &facts.request_line(),
            "<token>",
            between,
            &format!("system:serviceaccount:{namespace}:{account}"),
        )
    });
    flow.note(api, "Its use is noted down in a label of the Secret, kubernetes.io/legacy-token-last-used. One that is not used for a year is invalidated, and later deleted.");
    flow
}

pub fn webhook(report: &Report, facts: &Facts) -> Flow {
    let mut flow = Flow::new(
        "Webhook",
        "The API server does not understand the token; it asks somebody who does, with a TokenReview, and takes the answer as it stands.",
    );
    flow.name(Role::Person, "Person", "");
    flow.section(
        "The token",
        vec![
            Message::call(Role::Person, Role::Client, "a token that only the webhook understands")
                .why("How it comes about is the business of whoever runs the webhook: a cloud's login, a session, a signed request."),
        ],
    );
    used(&mut flow, Authenticator::Webhook, report, Role::Client, || asked(facts));
    flow.note(
        Role::ApiServer,
        "The answer is kept for --authentication-token-webhook-cache-ttl, two minutes unless it is set: a token that was taken back may live as long.",
    );
    flow
}

fn asked(facts: &Facts) -> Vec<Message> {
    let (api, webhook) = (Role::ApiServer, Role::Webhook);
    let url = facts.called(Party::Webhook).unwrap_or("https://authn.example.com/authenticate");
    let version = facts.flag("authentication-token-webhook-version").unwrap_or("v1beta1");
    let group = format!("authentication.k8s.io/{version}");
    let token = facts.token().unwrap_or("<token>");
    let review = json!({"kind": "TokenReview", "apiVersion": group, "metadata": {}, "spec": {"token": token}, "status": {"user": {}}});
    let answer = json!({"apiVersion": group, "kind": "TokenReview", "status": {"authenticated": true,
        "user": {"username": "jane", "groups": ["developers"]}}});
    let between = vec![
        Message::call(api, webhook, format!("POST {url}"))
            .payload(http(&format!("POST {url} HTTP/1.1"), &[], Some(&review)))
            .why("The server asks whose token this is. Answers are cached, refusals too."),
        Message::answer(webhook, api, "200 OK · TokenReview")
            .payload(http("HTTP/1.1 200 OK", &[], Some(&answer)))
            .why("The webhook's word is taken as it stands: username, groups and all."),
        Message::inner(api, "Webhook: this is jane")
            .why("Provided that the answer is for an audience of this server."),
    ];
    bearer(Role::Client, &facts.request_line(), token, between, "jane")
}

pub fn anonymous(report: &Report, facts: &Facts) -> Flow {
    let mut flow = Flow::new(
        "Anonymous",
        "A request that nobody recognises, and in which nothing is wrong, is taken for system:anonymous.",
    );
    used(&mut flow, Authenticator::Anonymous, report, Role::Client, || {
        vec![
            Message::call(Role::Client, Role::ApiServer, facts.request_line())
                .why("No certificate, no token, no headers of a proxy."),
            Message::inner(Role::ApiServer, "nobody has an opinion")
                .why("One wrong credential is enough for 401: it never becomes anonymous."),
            Message::inner(Role::ApiServer, "Anonymous: this is system:anonymous")
                .why("In the group system:unauthenticated. Switched off with --anonymous-auth=false."),
            Message::answer(
                Role::ApiServer,
                Role::Client,
                "200 OK if system:anonymous is authorized, otherwise 403 Forbidden",
            )
            .why("Usually only health checks, the version and cluster-info are open to it."),
        ]
    });
    flow
}
