//! What the text was taken for: how sure that is, where it was put, and how else it may be read.

use web_sys::HtmlSelectElement;
use yew::{Callback, Event, Html, TargetCast, classes, html};

use crate::engine::protocol::{Confidence, Placed, Reading};
use crate::ui::components::icon::{self, icon};
use crate::ui::link::{Act, State};

/// Ways to read all of the text at once.
const WHOLE: [Reading; 8] = [
    Reading::Automatic,
    Reading::BearerToken,
    Reading::HeaderLines,
    Reading::HttpRequest,
    Reading::ClientCertificate,
    Reading::Documents,
    Reading::ServerFlags,
    Reading::TokenFile,
];

fn words(reading: Reading) -> &'static str {
    match reading {
        Reading::Automatic => "automatically",
        Reading::BearerToken => "as a bearer token",
        Reading::HeaderLines => "as header lines",
        Reading::HttpRequest => "as an HTTP request",
        Reading::ClientCertificate => "as a client certificate",
        Reading::Documents => "as manifests or other documents",
        Reading::ServerFlags => "as kube-apiserver flags",
        Reading::TokenFile => "as a token file",
        Reading::ClientAuthority => "as a CA for clients",
        Reading::ProxyAuthority => "as a CA for proxies",
        Reading::Credentials => "as the client's kubeconfig",
        Reading::WebhookConfig => "as the webhook's kubeconfig",
        Reading::WebhookAnswer => "as the webhook's answer",
        Reading::LeaveOut => "not at all",
    }
}

/// One line a piece.
pub fn pieces(state: &State, act: &Callback<Act>) -> Html {
    let alone = state.placed.len() == 1;
    state
        .placed
        .iter()
        .enumerate()
        .map(|(index, placed)| {
            let other = (!alone).then(|| other(index, placed, act)).flatten();
            one(placed, other)
        })
        .collect()
}

fn one(placed: &Placed, other: Option<Html>) -> Html {
    let left_out = placed.to.is_empty();
    let (sure, why) = match placed.confidence {
        Confidence::Sure => ("certain", "It says itself what it is."),
        Confidence::Likely => ("likely", "It has the shape of one, and little else has."),
        Confidence::Guess => ("a guess", "Nothing better was found."),
    };
    html! {
        <p class={classes!("piece", left_out.then_some("set-aside"))}>
            { if left_out { icon(icon::WARN) } else { icon(icon::CHECK) } }
            <span>
                { "Looks like " }<b>{ &placed.what }</b>
                if !placed.file.is_empty() { { " in " }<code>{ &placed.file }</code> }
                if !left_out { { ", " }{ &placed.to } }
                { "." }
                if !placed.remark.is_empty() { { " " }{ &placed.remark } }
                if !placed.look_for.is_empty() {
                    { " " }<a class="link" href="#/gallery">{ "Look for it among the known cases" }</a>
                }
                if let Some(other) = other { { " " }{ other } }
            </span>
            <span class={classes!("tag", placed.confidence.name())} title={why}>{ sure }</span>
        </p>
    }
}

/// For the text as a whole, or for the only piece.
pub fn whole(state: &State, act: &Callback<Act>) -> Html {
    if state.text.trim().is_empty() {
        return Html::default();
    }
    if state.reading == Reading::Automatic
        && let [only] = state.placed.as_slice()
        && let Some(choice) = other(0, only, act)
    {
        return choice;
    }
    let act = act.clone();
    choice("Read", &WHOLE, state.reading, Callback::from(move |reading| act.emit(Act::Read(None, reading))))
}

fn other(index: usize, placed: &Placed, act: &Callback<Act>) -> Option<Html> {
    let now = *placed.readings.first()?;
    let act = act.clone();
    let read = Callback::from(move |reading| act.emit(Act::Read(Some(index), reading)));
    Some(choice(&placed.what, &placed.readings, now, read))
}

fn choice(what: &str, readings: &[Reading], now: Reading, read: Callback<Reading>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let name = event.target_unchecked_into::<HtmlSelectElement>().value();
        read.emit(Reading::from_name(&name).unwrap_or_default());
    });
    let label = if what == "Read" { "Read the text".to_owned() } else { format!("Read {what}") };
    html! {
        <label class="reading">
            { "Read " }
            <select aria-label={label} {onchange}>
                { for readings.iter().map(|reading| html! {
                    <option value={reading.name()} selected={*reading == now}>{ words(*reading) }</option>
                }) }
            </select>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::components::testing::render;

    fn placed(what: &str, confidence: Confidence, readings: Vec<Reading>) -> Placed {
        Placed {
            what: what.into(),
            to: "sent somewhere".into(),
            remark: String::new(),
            confidence,
            readings,
            file: String::new(),
            look_for: String::new(),
        }
    }

    fn shown(placed: Vec<Placed>, reading: Reading) -> String {
        let state = State { text: "x".to_owned(), placed, reading, ..State::default() };
        render(move |_| {
            let act = Callback::noop();
            html! { <>{ pieces(&state, &act) }{ whole(&state, &act) }</> }
        })
    }

    #[test]
    fn each_piece_says_how_sure_it_is_and_where_it_went() {
        let html = shown(
            vec![
                placed("a JWT", Confidence::Sure, vec![]),
                placed("a token", Confidence::Guess, vec![]),
                Placed {
                    to: String::new(),
                    file: "a.key".into(),
                    ..placed("a key", Confidence::Sure, vec![])
                },
            ],
            Reading::Automatic,
        );
        for part in
            ["<b>a JWT</b>, sent somewhere.", ">certain<", ">a guess<", "<code>a.key</code>.", "set-aside"]
        {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }

    #[test]
    fn one_piece_is_read_in_its_own_ways_and_several_each_in_theirs() {
        let ways = || vec![Reading::ClientCertificate, Reading::ClientAuthority, Reading::LeaveOut];
        let one = shown(vec![placed("a certificate", Confidence::Sure, ways())], Reading::Automatic);
        assert_eq!(one.matches("<select").count(), 1);
        assert!(one.contains("as a CA for clients") && !one.contains("automatically"), "{one}");
        let two = vec![
            placed("a certificate", Confidence::Sure, ways()),
            placed("flags", Confidence::Sure, vec![]),
        ];
        let two = shown(two, Reading::Automatic);
        assert_eq!(two.matches("<select").count(), 2);
        assert!(two.contains("Read the text"), "{two}");
    }

    #[test]
    fn whoever_reads_the_whole_text_in_a_way_can_go_back() {
        let ways = vec![Reading::HeaderLines, Reading::BearerToken];
        let html = shown(vec![placed("headers", Confidence::Likely, ways)], Reading::HeaderLines);
        assert!(html.contains("automatically"), "{html}");
    }
}
