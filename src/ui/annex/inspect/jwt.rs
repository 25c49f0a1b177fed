//! The token in three colours, its header and claims as JSON or as a table with meanings, and what the server made of
//! its signature.

use yew::{Html, classes, html};

use super::Msg;
use super::frame::{Sight, fault};
use super::look::Change;
use crate::inspect::jwt::{Fault, Jwt, PartKind, Row, Section};
use crate::inspect::{JsonLine, PlainToken};
use crate::ui::components::icon;
use crate::ui::state::Tone;

pub fn view(jwt: &Jwt, sight: &Sight) -> Html {
    let body = html! {
        <>
            { signature_verdict(sight) }
            { faults(jwt) }
            { encoded(jwt) }
            { switch(sight) }
            { section(jwt, "Header", PartKind::Header, &jwt.header, sight) }
            { section(jwt, "Claims", PartKind::Payload, &jwt.claims, sight) }
            { signature(jwt, sight) }
        </>
    };
    let about = format!("{}, {}", jwt.looks_like, origin(&jwt.origin));
    sight.card("Token", &about, Some(("the token", &jwt.token)), body)
}

fn origin(origin: &str) -> String {
    if origin.starts_with("pasted") { origin.to_owned() } else { format!("from the {origin}") }
}

/// What the report says; cryptography is the engine's.
fn signature_verdict(sight: &Sight) -> Html {
    let (tone, words) = match sight.judge.signature() {
        Some(judgement) => {
            let word = match judgement.tone() {
                Tone::Good => "Signature verified",
                Tone::Bad => "Signature refused",
                _ => "Signature not checked",
            };
            (
                judgement.tone(),
                html! { <><b>{ word }</b>{ " " }<span class="by">{ &judgement.check.detail }{ " (" }{ judgement.title }{ ")" }</span></> },
            )
        }
        None => (
            Tone::Quiet,
            html! { <><b>{ "Signature not checked" }</b>{ " " }<span class="by">{ "No authenticator got as far as that." }</span></> },
        ),
    };
    html! { <p class={classes!("verdict", tone.class())}>{ icon::of_tone(tone) }<span>{ words }</span></p> }
}

fn faults(jwt: &Jwt) -> Html {
    jwt.faults
        .iter()
        .map(|Fault { part, at, text }| {
            let place = at.map(|at| format!(" Character {} of the token, in its {}.", at + 1, part.name()));
            fault(html! { <>{ text }{ place }</> })
        })
        .collect()
}

fn class(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Header => "jwt-head",
        PartKind::Payload => "jwt-body",
        PartKind::Signature => "jwt-sign",
        PartKind::Other => "jwt-dot",
    }
}

fn encoded(jwt: &Jwt) -> Html {
    let part = |(index, part): (usize, &crate::inspect::jwt::TokenPart)| {
        let text = jwt.token.get(part.start..part.end).unwrap_or_default();
        let bad =
            jwt.faults.iter().find_map(|fault| fault.at).filter(|at| (part.start..part.end).contains(at));
        let (before, rest) =
            text.split_at_checked(bad.map_or(text.len(), |at| at - part.start)).unwrap_or((text, ""));
        let end = rest.chars().next().map_or(0, char::len_utf8);
        let (wrong, after) = rest.split_at(end);
        html! {
            <>
                if index > 0 { <span class="jwt-dot">{ "." }</span> }
                <span class={class(part.kind)}>{ before }if !wrong.is_empty() { <mark>{ wrong }</mark> }{ after }</span>
            </>
        }
    };
    html! {
        <div class="encoded" tabindex="0" role="group" aria-label="The token as it is sent: header, claims and signature, in three colours">
            { for jwt.parts.iter().enumerate().map(part) }
        </div>
    }
}

fn switch(sight: &Sight) -> Html {
    let choice = |word: &str, json: bool| {
        let onclick = sight.send.reform(move |_| Msg::Change(Change::Json(json)));
        let pressed = (sight.look.json == json).to_string();
        html! { <button type="button" aria-pressed={pressed} {onclick}>{ word }</button> }
    };
    html! {
        <div class="switch" role="group" aria-label="How header and claims are shown">
            { choice("Table", false) }{ choice("JSON", true) }
        </div>
    }
}

fn section(jwt: &Jwt, title: &str, kind: PartKind, section: &Section, sight: &Sight) -> Html {
    let text = json_text(&section.lines);
    let shown = if section.lines.is_empty() {
        html! { <p class="nothing">{ "Nothing in it can be read." }</p> }
    } else if sight.look.json || section.rows.is_empty() {
        json(section, kind, sight)
    } else {
        table(title, section, sight)
    };
    let missing = !jwt.parts.iter().any(|part| part.kind == kind);
    if missing {
        return Html::default();
    }
    html! {
        <div class={classes!("section", class(kind))}>
            <div class="section-head"><h4>{ title }</h4>{ sight.copy(&format!("the {} as JSON", title.to_lowercase()), &text) }</div>
            { shown }
        </div>
    }
}

/// As it is copied.
pub fn json_text(lines: &[JsonLine]) -> String {
    let mut text = String::new();
    for line in lines {
        text.extend(std::iter::repeat_n("  ", line.depth));
        if let Some(key) = &line.key {
            text.push_str(key);
            text.push_str(": ");
        }
        text.push_str(&line.text);
        text.push('\n');
    }
    text
}

fn json(section: &Section, kind: PartKind, sight: &Sight) -> Html {
    let line = |line: &JsonLine| {
        let source = if kind == PartKind::Payload { format!("token#{}", line.path) } else { String::new() };
        let lit = (!line.path.is_empty()).then(|| sight.lit(&source)).flatten();
        let row = section.rows.iter().find(|row| row.name == line.path && line.key.is_some());
        let indent = "  ".repeat(line.depth);
        let note = row.map(|row| {
            row.moment.as_ref().map_or(String::new(), |moment| format!("{}, {}", moment.utc, row.phrase))
        });
        html! {
            <div class={classes!("json-line", lit)}>
                <span aria-hidden="true">{ indent.clone() }</span>
                if let Some(key) = &line.key { <span class="key">{ key }</span>{ ": " } }
                <span>{ &line.text }</span>
                if let Some(note) = note.filter(|note| !note.is_empty()) { <span class="note">{ "  " }{ note }</span> }
            </div>
        }
    };
    html! { <div class="json" tabindex="0" role="group" aria-label="JSON">{ for section.lines.iter().map(line) }</div> }
}

fn table(title: &str, section: &Section, sight: &Sight) -> Html {
    html! {
        <table class="claims">
            <caption class="sr-only">{ title }</caption>
            <thead class="sr-only"><tr><th scope="col">{ "Name" }</th><th scope="col">{ "Value and meaning" }</th></tr></thead>
            <tbody>{ for section.rows.iter().map(|row| claim(row, sight)) }</tbody>
        </table>
    }
}

fn claim(row: &Row, sight: &Sight) -> Html {
    let late = row.name == "exp" && row.moment.as_ref().is_some_and(|moment| moment.past);
    let early = row.name == "nbf" && row.moment.as_ref().is_some_and(|moment| !moment.past);
    html! {
        <tr class={classes!(sight.lit(&row.source))}>
            <th scope="row">{ breakable(&row.name) }</th>
            <td>
                <div class="value">
                    <code>{ &row.value }</code>
                    { sight.copy(&row.name, &row.value) }
                </div>
                if let Some(moment) = &row.moment {
                    <p class={classes!("when", (late || early).then_some("bad"))}><b>{ &row.phrase }</b><span>{ &moment.utc }</span></p>
                } else if !row.phrase.is_empty() {
                    <p class="when bad"><b>{ &row.phrase }</b></p>
                }
                if !row.meaning.is_empty() {
                    <p class="meaning">{ &row.meaning }{ " " }<span class="standard">{ &row.standard }</span></p>
                }
                { sight.checks(&row.source) }
                { origins(&row.source, sight) }
            </td>
        </tr>
    }
}

fn origins(source: &str, sight: &Sight) -> Html {
    if sight.judge.fields(source).is_empty() {
        return Html::default();
    }
    html! { <p class="gives">{ sight.origins(source) }</p> }
}

/// A dotted name that may break behind its dots and slashes.
pub fn breakable(name: &str) -> Html {
    name.split_inclusive(['.', '/']).map(|part| html! { <>{ part }<wbr /></> }).collect()
}

fn signature(jwt: &Jwt, sight: &Sight) -> Html {
    if !jwt.parts.iter().any(|part| part.kind == PartKind::Signature) {
        return Html::default();
    }
    let bytes = if jwt.signature_bytes == 1 { "byte" } else { "bytes" };
    html! {
        <div class="section jwt-sign">
            <div class="section-head">
                <h4>{ "Signature" }</h4>
                <span class="by">{ jwt.signature_bytes }{ " " }{ bytes }</span>
                { sight.copy("the signature in hexadecimal", &jwt.signature) }
            </div>
            if jwt.signature_bytes > 0 {
                <p class="signature" tabindex="0" role="group" aria-label="Signature in hexadecimal">{ &jwt.signature }</p>
            }
        </div>
    }
}

/// A token that says nothing by itself.
pub fn plain(token: &PlainToken, sight: &Sight) -> Html {
    let rows: Vec<(&str, &str, &str, &str)> = if token.id.is_empty() {
        vec![(
            "token",
            token.token.as_str(),
            "It says nothing by itself: only the server, or a webhook, knows what it stands for.",
            "token",
        )]
    } else {
        vec![
            (
                "id",
                token.id.as_str(),
                "Public. It names the Secret bootstrap-token-ID in kube-system.",
                "token#id",
            ),
            (
                "secret",
                token.secret.as_str(),
                "Compared with the token-secret of that Secret.",
                "token#secret",
            ),
        ]
    };
    let row = |(name, value, meaning, source): (&str, &str, &str, &str)| {
        html! {
            <tr class={classes!(sight.lit(source))}>
                <th scope="row">{ name }</th>
                <td>
                    <div class="value"><code>{ value }</code>{ sight.copy(name, value) }</div>
                    <p class="meaning">{ meaning }</p>
                    { sight.checks(source) }
                    { origins(source, sight) }
                </td>
            </tr>
        }
    };
    let body = html! {
        <div class="section">
            <table class="claims"><caption class="sr-only">{ "Token" }</caption><tbody>{ for rows.into_iter().map(row) }</tbody></table>
        </div>
    };
    let about = format!("{}, {} characters, {}", token.looks_like, token.characters, origin(&token.origin));
    sight.card("Token", &about, None, body)
}
