//! OpenID Connect: the authorization code flow with PKCE (RFC 7636) as the kubectl plugin kubelogin goes through it, the
//! use of the ID token, its renewal.

use serde_json::{Value, json};

use crate::report::{Authenticator, Report};

use super::{Facts, Flow, Message, Role, bearer, http, used};

const LISTENS: &str = "http://localhost:8000";

pub fn story(report: &Report, facts: &Facts) -> Flow {
    let mut flow = Flow::new(
        "OpenID Connect",
        "A person logs in at the identity provider; kubectl sends the ID token that comes of it; the API server checks it with the provider's public keys.",
    );
    flow.name(Role::Person, "Person", "in the browser");
    flow.name(Role::Client, "kubectl", "with kubelogin");
    let provider = Provider::new(facts);
    flow.section("Log in", login(facts, &provider));
    used(&mut flow, Authenticator::Jwt, report, Role::Client, || usually(facts, &provider));
    flow.note(
        Role::ApiServer,
        "The API server keeps no session. Until it expires, an ID token cannot be taken back.",
    );
    flow.section("Renew", renew(&provider));
    flow
}

struct Provider {
    issuer: String,
    metadata: Value,
    client_id: String,
}

impl Provider {
    fn new(facts: &Facts) -> Provider {
        let issuer = facts.issuer();
        let base = issuer.trim_end_matches('/').to_owned();
        let mut metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "jwks_uri": format!("{base}/keys"),
            "code_challenge_methods_supported": ["S256"],
        });
        let known = facts.remote(&format!("{base}/.well-known/openid-configuration"));
        if let (Some(all), Some(Value::Object(known))) = (metadata.as_object_mut(), known) {
            all.extend(known);
        }
        let client_id = facts.flag("oidc-client-id").map(str::to_owned);
        let client_id =
            client_id.or_else(|| facts.claim(&["aud"])).unwrap_or_else(|| "kubernetes".to_owned());
        Provider { issuer, metadata, client_id }
    }

    fn endpoint(&self, name: &str) -> &str {
        self.metadata.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn path(&self, name: &str) -> &str {
        let url = self.endpoint(name);
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.find('/').map_or("/", |slash| &rest[slash..])
    }

    fn host(&self) -> &str {
        let rest = self.issuer.split_once("://").map_or(self.issuer.as_str(), |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }

    fn post(&self, form: &str) -> String {
        format!(
            "POST {} HTTP/1.1\nHost: {}\nContent-Type: application/x-www-form-urlencoded\n\n{form}\n",
            self.path("token_endpoint"),
            self.host()
        )
    }
}

fn login(facts: &Facts, provider: &Provider) -> Vec<Message> {
    let (person, kubectl, idp) = (Role::Person, Role::Client, Role::IdentityProvider);
    let discovery = format!("{}/.well-known/openid-configuration", provider.issuer.trim_end_matches('/'));
    let client_id = &provider.client_id;
    let authorize = format!(
        "{}?response_type=code&client_id={client_id}&redirect_uri={LISTENS}&scope=openid&state=…&nonce=…&code_challenge=…&code_challenge_method=S256",
        provider.endpoint("authorization_endpoint")
    );
    vec![
        Message::call(person, kubectl, "kubectl get pods")
            .payload(exec_plugin(provider))
            .why("The kubeconfig names a program in place of a credential; kubectl runs it whenever it has no valid token."),
        Message::call(kubectl, idp, format!("GET {discovery}"))
            .why("The plugin asks where to send the browser and where to fetch tokens. The issuer must be the one it was given."),
        Message::answer(idp, kubectl, "200 OK · endpoints").payload(http("HTTP/1.1 200 OK", &[], Some(&provider.metadata))),
        Message::inner(kubectl, "makes state, nonce and code_verifier; listens on localhost:8000")
            .why("Only a hash of the code_verifier leaves the machine (PKCE): a stolen code is worth nothing without it."),
        Message::call(kubectl, person, "opens the browser at the login page").payload(authorize.replace("http://", "http%3A%2F%2F").replace("localhost:", "localhost%3A")),
        Message::call(person, idp, "logs in: password, second factor, consent")
            .why("Between the person and the provider alone. Neither kubectl nor the API server sees the password."),
        Message::answer(idp, person, "302 to localhost:8000 with a code")
            .payload(format!("HTTP/1.1 302 Found\nLocation: {LISTENS}/?code=…&state=…\n")),
        Message::call(person, kubectl, "GET /?code=…&state=…")
            .why("The browser follows the redirect to the plugin, which compares state with its own."),
        Message::call(kubectl, idp, format!("POST {} · code and code_verifier", provider.path("token_endpoint")))
            .payload(provider.post(&format!("grant_type=authorization_code&code=…&redirect_uri=http%3A%2F%2Flocalhost%3A8000&client_id={client_id}&code_verifier=…")))
            .why("The code is worth a token only to the one that knows what was hashed."),
        Message::answer(idp, kubectl, "200 OK · ID token, refresh token")
            .payload(http("HTTP/1.1 200 OK", &[("Cache-Control", "no-store")], Some(&tokens(facts))))
            .why("The ID token is signed by the provider and says who logged in. The API server wants it, not the access token."),
        Message::inner(kubectl, "verifies the ID token, keeps both tokens, hands the ID token to kubectl")
            .payload(
                json!({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                    "status": {"token": facts.token().unwrap_or("<ID token>"), "expirationTimestamp": expiry(facts)}})
                .to_string(),
            )
            .why("Signature, issuer, audience and the nonce of this login. kubectl calls the plugin again once the token has expired."),
    ]
}

fn exec_plugin(provider: &Provider) -> String {
    format!(
        "users:\n- name: oidc\n  user:\n    exec:\n      apiVersion: client.authentication.k8s.io/v1\n      command: kubectl\n      args:\n      - oidc-login\n      - get-token\n      - --oidc-issuer-url={}\n      - --oidc-client-id={}\n",
        provider.issuer, provider.client_id
    )
}

fn tokens(facts: &Facts) -> Value {
    json!({
        "token_type": "Bearer",
        "id_token": facts.token().unwrap_or("<header>.<claims>.<signature>"),
        "access_token": "…",
        "refresh_token": "…",
        "expires_in": 3600,
    })
}

fn expiry(facts: &Facts) -> Value {
    let seconds = facts.claim(&["exp"]).and_then(|exp| exp.parse().ok());
    let time = seconds.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    time.map_or(Value::from("…"), |time| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true).into())
}

fn usually(facts: &Facts, provider: &Provider) -> Vec<Message> {
    let (api, idp) = (Role::ApiServer, Role::IdentityProvider);
    let jwks = provider.endpoint("jwks_uri");
    let between = vec![
        Message::call(api, idp, format!("GET {jwks}"))
            .why("The provider's public keys. The server keeps them; a key id that it does not know makes it ask again."),
        Message::answer(idp, api, "200 OK · key set"),
        Message::inner(api, "OpenID Connect: issuer, audience, signature and time; claims become user and groups")
            .why("Which claim names the user is the server's configuration, a prefix keeps it apart from other users."),
    ];
    bearer(Role::Client, &facts.request_line(), "<ID token>", between, "the user")
}

fn renew(provider: &Provider) -> Vec<Message> {
    let (kubectl, idp) = (Role::Client, Role::IdentityProvider);
    vec![
        Message::inner(kubectl, "the ID token has expired")
            .why("kubectl looks at the expiry that the plugin gave, and asks the plugin again; the API server would answer 401."),
        Message::call(kubectl, idp, format!("POST {} · refresh token", provider.path("token_endpoint")))
            .payload(provider.post(&format!("grant_type=refresh_token&refresh_token=…&client_id={}", provider.client_id)))
            .why("No browser is needed as long as the provider accepts the refresh token; here a person can be locked out."),
        Message::answer(idp, kubectl, "200 OK · a new ID token").payload(http(
            "HTTP/1.1 200 OK",
            &[("Cache-Control", "no-store")],
            Some(&json!({"token_type": "Bearer", "id_token": "<header>.<claims>.<signature>", "refresh_token": "…", "expires_in": 3600})),
        )),
    ]
}
