//! What the switches write: texts of `static/templates/` and of `static/demo/`.

pub const CLIENT_CA: &str = include_str!("../../../../static/demo/ca.crt");
pub const PROXY_CA: &str = include_str!("../../../../static/demo/front-proxy-ca.crt");
pub const SERVICE_ACCOUNT_KEY: &str = include_str!("../../../../static/demo/sa.pub");
pub const CLIENT_CERTIFICATE: &str = include_str!("../../../../static/demo/jane.crt");
pub const PROXY_CERTIFICATE: &str = include_str!("../../../../static/demo/front-proxy-client.crt");
pub const POD_TOKEN: &str = include_str!("../../../../static/demo/builder.jwt");
pub const TOKENS: &str = include_str!("../../../../static/templates/tokens.csv");
pub const PROXY_REQUEST: &str = include_str!("../../../../static/templates/proxy-request.txt");
pub const WEBHOOK_CONFIG: &str = include_str!("../../../../static/templates/webhook.kubeconfig");
pub const WEBHOOK_ANSWER: &str = include_str!("../../../../static/templates/webhook-answer.json");
pub const BOOTSTRAP_SECRET: &str = include_str!("../../../../static/templates/bootstrap-secret.json");
pub const BUILDER: [&str; 2] = [
    include_str!("../../../../static/templates/builder-account.json"),
    include_str!("../../../../static/templates/builder-pod.json"),
];
pub const LOGIN_DISCOVERY: &str = include_str!("../../../../static/templates/login-discovery.json");
pub const LOGIN_KEYS: &str = include_str!("../../../../static/templates/login-keys.json");
pub const LOGIN_TOKEN: &str = include_str!("../../../../static/templates/login-token.jwt");

/// The issuer of [`LOGIN_TOKEN`] and where its documents are.
pub const LOGIN: &str = "https://login.example.com";
pub const LOGIN_WELL_KNOWN: &str = "https://login.example.com/.well-known/openid-configuration";
pub const LOGIN_KEYS_URL: &str = "https://login.example.com/keys";
pub const WEBHOOK_URL: &str = "https://webhook.example.com/authenticate";
