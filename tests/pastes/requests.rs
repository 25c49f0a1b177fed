//! Requests as they are sent, logged and spoken of.

use super::*;

#[test]
fn commands_become_the_requests_that_they_send() {
    let expected =
        "GET /api/v1/nodes?limit=5 HTTP/1.1\nHost: k:6443\nAuthorization: Bearer s3cret\nAccept: */*";
    for text in [
        "curl -sk -H 'Authorization: Bearer s3cret' -H 'Accept: */*' 'https://k:6443/api/v1/nodes?limit=5'",
        "$ curl --insecure \\\n    --header \"Authorization: Bearer s3cret\" \\\n    --header=Accept:\\ */* \\\n  https://k:6443/api/v1/nodes?limit=5\n{\n  \"items\": []\n}",
        "jane@host:~$ TOKEN=s3cret\njane@host:~$ curl -H \"Authorization: Bearer $TOKEN\" -H Accept:\\ '*/*' https://k:6443/api/v1/nodes?limit=5 | jq .",
        "curl.exe -k -H \"Authorization: Bearer s3cret\" ^\r\n  -H \"Accept: */*\" ^\r\n  https://k:6443/api/v1/nodes?limit=5",
        "PS C:\\> curl.exe -k -H \"Authorization: Bearer s3cret\" `\n  -H \"Accept: */*\" `\n  https://k:6443/api/v1/nodes?limit=5",
        "Invoke-RestMethod -Uri 'https://k:6443/api/v1/nodes?limit=5' -Method Get -Headers @{\n  Authorization = \"Bearer s3cret\"\n  Accept = \"*/*\"\n}",
        "irm https://k:6443/api/v1/nodes?limit=5 -Headers @{ \"Authorization\" = \"Bearer s3cret\"; Accept = '*/*' } -SkipCertificateCheck",
        "wget -q --no-check-certificate --header='Authorization: Bearer s3cret' --header 'Accept: */*' https://k:6443/api/v1/nodes?limit=5 -O -",
        "curl --oauth2-bearer s3cret -HAccept:\\ '*/*' -XGET k:6443/api/v1/nodes?limit=5",
        "This is what I ran:\n\n    curl -H “Authorization: Bearer s3cret” -H “Accept: */*” https://k:6443/api/v1/nodes?limit=5\n\nIt doesn't work.",
    ] {
        let (scenario, _) = pasted(text);
        let raw = scenario.request.raw.trim_end().replace("Accept:*/*", "Accept: */*");
        assert_eq!(raw, expected, "{text}");
    }
    sent("curl -u jane:pw https://k/", "GET / HTTP/1.1\nHost: k\nAuthorization: Basic amFuZTpwdw==");
    sent(
        "curl -k -d '{}' -H 'X-Remote-User: jane' https://k/api",
        "POST /api HTTP/1.1\nHost: k\nX-Remote-User: jane",
    );
}

#[test]
fn what_a_command_leaves_open_is_said() {
    for (text, word) in [
        (
            "curl --cert jane.crt --key jane.key --cacert ca.crt https://k:6443/api",
            "Its certificate is in the file jane.crt",
        ),
        ("curl -E /tmp/jane.pem:pass https://k:6443/api", "Its certificate is in the file /tmp/jane.pem"),
        (
            "curl -X GET $APISERVER/api --header \"Authorization: Bearer $TOKEN\" --insecure",
            "The value of $TOKEN is not known",
        ),
        ("curl -H \"Authorization: Bearer $(cat token)\" https://k/api", "is not known"),
        ("GET /api HTTP/1.1\nAuthorization: Bearer <token>\n", "masked or a placeholder"),
        ("Authorization: Bearer eyJhbGciOi...", "masked or a placeholder"),
        ("Authorization: Bearer ***", "masked or a placeholder"),
    ] {
        let (scenario, placed) = pasted(text);
        assert!(placed[0].remark.contains(word), "{text}: {placed:?}");
        assert!(!scenario.request.raw.contains("Bearer"), "{text}: {}", scenario.request.raw);
    }
}

const V8: &str = r#"I1123 12:00:00.100000   12345 loader.go:407] Config loaded from file:  /home/jane/.kube/config
I1123 12:00:00.120000   12345 round_trippers.go:527] "Request" verb="GET" url="https://192.168.56.10:6443/api?timeout=32s" headers=<
	Accept: application/json
 >
I1123 12:00:00.130000   12345 round_trippers.go:632] "Response" status="200 OK" headers=<
	Audit-Id: 7
 > milliseconds=10
I1123 12:00:00.130000   12345 round_trippers.go:527] "Request" verb="GET" url="https://192.168.56.10:6443/api/v1/namespaces/default/pods?limit=500" headers=<
	Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json
	Authorization: Bearer <masked>
	User-Agent: kubectl/v1.37.2 (linux/amd64) kubernetes/0123456
 >
I1123 12:00:00.140000   12345 round_trippers.go:632] "Response" status="401 Unauthorized" headers=<
	Audit-Id: 5a0c1c0e-0000-4000-8000-000000000000
	Content-Type: application/json
 > milliseconds=10
I1123 12:00:00.140000   12345 helpers.go:246] server response object: [{
  "kind": "Status",
  "apiVersion": "v1",
  "metadata": {},
  "status": "Failure",
  "message": "Unauthorized",
  "reason": "Unauthorized",
  "code": 401
}]
error: You must be logged in to the server (Unauthorized)
"#;

const OLD_V8: &str = "I0113 10:00:00.000000    4242 loader.go:395] Config loaded from file:  /root/.kube/config
I0113 10:00:00.000000    4242 round_trippers.go:466] GET https://192.168.56.10:6443/api/v1/namespaces/default/pods?limit=500
I0113 10:00:00.000000    4242 round_trippers.go:469] Request Headers:
I0113 10:00:00.000000    4242 round_trippers.go:473]     Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json
I0113 10:00:00.000000    4242 round_trippers.go:473]     User-Agent: kubectl/v1.37.2 (linux/amd64) kubernetes/0123456
I0113 10:00:00.000000    4242 round_trippers.go:473]     Authorization: Bearer <masked>
I0113 10:00:00.000000    4242 round_trippers.go:577] Response Headers:
I0113 10:00:00.000000    4242 round_trippers.go:580]     Content-Type: application/json
I0113 10:00:00.000000    4242 round_trippers.go:574] Response Status: 401 Unauthorized in 5 milliseconds
I0113 10:00:00.000000    4242 request.go:1212] Response Body: {\"kind\":\"Status\",\"code\":401}
";

const V9: &str = "I1123 12:00:00.120000   12345 round_trippers.go:527] \"Request\" curlCommand=<
	curl -v -XGET  -H \"Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json\" -H \"User-Agent: kubectl/v1.37.2 (linux/amd64) kubernetes/0123456\" -H \"Authorization: Bearer <masked>\" 'https://192.168.56.10:6443/api/v1/namespaces/default/pods?limit=500'
 >
I1123 12:00:00.140000   12345 round_trippers.go:632] \"Response\" verb=\"GET\" url=\"https://192.168.56.10:6443/api/v1/namespaces/default/pods?limit=500\" status=\"401 Unauthorized\" milliseconds=5
";

const OLD_V9: &str = "I0113 10:00:00.000000    4242 round_trippers.go:466] curl -v -XGET  -H \"Accept: application/json;as=Table;v=v1;g=meta.k8s.io,application/json\" -H \"User-Agent: kubectl/v1.37.2 (linux/amd64) kubernetes/0123456\" -H \"Authorization: Bearer <masked>\" 'https://192.168.56.10:6443/api/v1/namespaces/default/pods?limit=500'
I0113 10:00:00.000000    4242 round_trippers.go:510] HTTP Trace: Dial to tcp:192.168.56.10:6443 succeed
I0113 10:00:00.000000    4242 round_trippers.go:553] GET https://192.168.56.10:6443/api/v1/namespaces/default/pods?limit=500 401 Unauthorized in 5 milliseconds
";

const TARGET: &str = "GET /api/v1/namespaces/default/pods?limit=500 HTTP/1.1\nHost: 192.168.56.10:6443";

#[test]
fn the_output_of_kubectl_with_v_is_the_request_it_sent() {
    for text in [V8, OLD_V8, V9, &V8.lines().map(|line| format!("> {line}\n")).collect::<String>()] {
        let (scenario, placed) = pasted(text);
        let raw = scenario.request.raw;
        assert!(raw.starts_with(TARGET), "{raw} of {text}");
        assert!(raw.contains("User-Agent: kubectl/v1.37.2"), "{raw}");
        assert!(!raw.contains("masked"), "{raw}");
        assert_eq!(placed[0].what, REQUEST);
        assert!(placed[0].remark.contains("masks the token"), "{placed:?}");
    }
    assert!(pasted(OLD_V9).0.request.raw.starts_with(TARGET));
    let v6 = "I0113 10:00:00.000000    4242 round_trippers.go:553] GET https://k:6443/api/v1/nodes 401 Unauthorized in 5 milliseconds\n";
    sent(v6, "GET /api/v1/nodes HTTP/1.1\nHost: k:6443");
    assert!(
        pasted(V8).1[0]
            .remark
            .contains("The log holds 2 requests. The last that was answered with 401 is taken.")
    );
}

#[test]
fn a_token_beside_a_masked_one_takes_its_place() {
    let token = jwt(r#"{"iss":"https://i"}"#);
    let raw = pasted(&format!("{V8}\n{token}\n")).0.request.raw;
    assert!(raw.starts_with(TARGET) && raw.contains(&token), "{raw}");
    let curl = format!("{token}\n\n$ curl -H \"Authorization: Bearer $TOKEN\" https://k/api");
    assert!(pasted(&curl).0.request.raw.contains(&token));
}

#[test]
fn a_log_of_curl_holds_a_request() {
    let text = "*   Trying 192.168.56.10:6443...\n* using HTTP/1.x\n> GET /api HTTP/1.1\n> Host: k:6443\n> User-Agent: curl/8.5.0\n> Accept: */*\n> Authorization: Bearer s3cret\n>\n* Request completely sent off\n< HTTP/1.1 401 Unauthorized\n< Content-Type: application/json\n<\n{\n  \"kind\": \"Status\",\n  \"apiVersion\": \"v1\",\n  \"code\": 401\n}\n";
    sent(
        text,
        "GET /api HTTP/1.1\nHost: k:6443\nUser-Agent: curl/8.5.0\nAccept: */*\nAuthorization: Bearer s3cret",
    );
    sent(
        "This is the request that fails:\n\nGET /api HTTP/1.1\nHost: k\nX-Remote-User: jane\n\nWhat can I do?",
        "GET /api HTTP/1.1\nHost: k\nX-Remote-User: jane",
    );
}

#[test]
fn headers_within_other_text() {
    for (text, value) in [
        ("-H 'Authorization: Bearer s3cret'", "Bearer s3cret"),
        ("the header was Authorization: Bearer s3cret, as it should be", "Bearer s3cret"),
        ("\"Authorization\": \"Bearer s3cret\",", "Bearer s3cret"),
        (
            "  headers = {'Authorization': 'Bearer s3cret'}\n  requests.get(url, headers=headers)",
            "Bearer s3cret",
        ),
    ] {
        let raw = pasted(text).0.request.raw;
        assert!(raw.ends_with(&format!("Authorization: {value}\n")), "{text}: {raw}");
    }
}

#[test]
fn what_others_say_about_a_request_is_no_input() {
    let log = r#"E1123 12:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, oidc: email not verified]""#;
    let json = r#"{"ts":1795435200000.0,"caller":"filters/authentication.go:75","msg":"Unable to authenticate the request","err":"[invalid bearer token, oidc: email not verified]"}"#;
    let older = "E0101 10:00:00.000000       1 authentication.go:53] Unable to authenticate the request due to an error: [invalid bearer token, oidc: email not verified]";
    for text in [
        log.to_owned(),
        json.to_owned(),
        older.to_owned(),
        format!("{log}\n{log}\n"),
        format!("2026-11-23T12:00:00Z stderr F {log}"),
    ] {
        let (scenario, placed) = pasted(&text);
        assert_eq!(placed.len(), 1, "{placed:?}");
        assert_eq!(placed[0].what, "a line of kube-apiserver's log");
        assert_eq!(placed[0].look_for, "[invalid bearer token, oidc: email not verified]");
        assert_eq!(scenario, empty());
    }
    for text in [
        "error: You must be logged in to the server (Unauthorized)",
        "$ kubectl get pods\nerror: You must be logged in to the server (the server has asked for the client to provide credentials)",
        r#"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}"#,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n",
    ] {
        assert_eq!(whats(text), ["the answer to a request that was refused"], "{text}");
    }
    let token = jwt(r#"{"iss":"https://i"}"#);
    assert_eq!(
        whats(&format!("{log}\n{token}")),
        ["a JWT issued by https://i", "a line of kube-apiserver's log"]
    );
}
