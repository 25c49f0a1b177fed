//! What other parties answer when the server asks them: an identity provider's documents, a webhook's review.

use yew::{Callback, Html, html};

use super::area::Msg;
use super::edit::{Edit, header_lines, headers};
use super::files::rows;
use super::frame::{Sight, card, entered, input_of, offer, typed};
use super::lookup::wanted_answer;
use super::switch::answer;
use crate::ui::json::Json;

pub fn view(topic: usize, sight: &Sight) -> Html {
    let answers: Vec<(&str, &Json)> = sight.scenario.remote().collect();
    let wanted = wanted(sight);
    let note = match wanted.len() {
        0 => html! { { answers.len() } },
        more => html! { { format!("{}, {more} missing", answers.len()) } },
    };
    let body = || {
        html! {
            <>
                <p class="small quiet">{ "This page asks nobody. What an identity provider or a webhook would answer stands here; an address without an answer refuses the connection." }</p>
                { for wanted.into_iter().map(|url| missing(url, sight)) }
                <div class="server-items">{ for answers.iter().enumerate().map(|(index, (url, answer))| one(index, url, answer, sight)) }</div>
                { add(sight) }
            </>
        }
    };
    card(topic, sight, note, body)
}

/// Addresses that the server asked in vain.
fn wanted(sight: &Sight) -> Vec<String> {
    let wanted = sight.state.report.as_ref().map_or(&[][..], |report| &report.wanted);
    let known = |url: &String| sight.scenario.remote().any(|(known, _)| known == url);
    wanted.iter().filter(|url| !known(url)).cloned().collect()
}

fn missing(url: String, sight: &Sight) -> Html {
    let Some(report) = &sight.state.report else { return Html::default() };
    let new = wanted_answer(&url, sight.scenario, report);
    let text = html! { <>{ "The server asked " }<code>{ &url }</code>{ " and nobody answered." }</> };
    let label = format!("Fill in an answer of {url}");
    let fill = sight.say.reform(move |_| {
        let (url, answer) = (url.clone(), new.clone());
        Msg::ChangeAndLookAtAnswer(Edit::Remote(url.clone(), Some(answer)), url)
    });
    offer(text, "Fill it in", label, fill)
}

fn with(answer: &Json, key: &str, value: Json) -> Json {
    let mut answer = answer.clone();
    answer.set(key, Some(value));
    answer
}

fn one(index: usize, url: &str, answer: &Json, sight: &Sight) -> Html {
    let say = sight.say;
    let status = answer.get("status").and_then(Json::as_u32).unwrap_or(200);
    let body = answer.get("body").and_then(Json::as_str).unwrap_or_default();
    let owned = || (url.to_owned(), answer.clone());
    let (address, old) = owned();
    let on_body = say.reform(move |event| {
        Msg::TypeEdit(Edit::Remote(address.clone(), Some(with(&old, "body", Json::text(typed(&event))))))
    });
    let (address, old) = owned();
    let tell = say.clone();
    let on_status = Callback::from(move |event: yew::Event| {
        let status = entered(&event).trim().parse().ok().filter(|status: &u16| (100..=999).contains(status));
        match status {
            Some(status) => {
                let new = with(&old, "status", Json::Number(status.to_string()));
                tell.emit(Msg::Change(Edit::Remote(address.clone(), Some(new))));
            }
            None => input_of(&event)
                .set_value(&old.get("status").and_then(Json::as_u32).unwrap_or(200).to_string()),
        }
    });
    let (address, old) = owned();
    let on_headers = say.reform(move |event: yew::Event| {
        let text = yew::TargetCast::target_unchecked_into::<web_sys::HtmlTextAreaElement>(&event).value();
        Msg::Change(Edit::Remote(address.clone(), Some(with(&old, "headers", headers(&text)))))
    });
    let from = url.to_owned();
    let on_url =
        say.reform(move |event| Msg::Change(Edit::Move(from.clone(), entered(&event).trim().to_owned())));
    let gone = url.to_owned();
    let remove = say.reform(move |_| Msg::Change(Edit::Remote(gone.clone(), None)));
    html! {
        <details key={url.to_owned()} class="server-item">
            <summary><span class="server-name"><code>{ url }</code></span><span class="quiet server-size">{ status }</span></summary>
            <div class="server-fields">
                <label class="line"><span>{ "URL" }</span><input type="url" spellcheck="false" autocomplete="off" value={url.to_owned()} onchange={on_url} /></label>
                <label class="line"><span>{ "Status" }</span><input type="number" min="100" max="999" value={status.to_string()} onchange={on_status} /></label>
                <label class="server-stacked"><span>{ "Headers" }</span>
                    <textarea class="code" rows="2" spellcheck="false" wrap="off" placeholder="Content-Type: application/json" value={header_lines(answer)} onchange={on_headers} /></label>
                <label class="server-stacked"><span>{ "Body" }</span>
                    <textarea id={format!("server-answer-{index}")} class="code" rows={rows(body)} spellcheck="false" aria-label={format!("Body of {url}")} value={body.to_owned()} oninput={on_body}
                        onblur={say.reform(|_| Msg::Leave)} /></label>
                <button type="button" class="link" onclick={remove} aria-label={format!("Remove the answer of {url}")}>{ "Remove this answer" }</button>
            </div>
        </details>
    }
}

fn add(sight: &Sight) -> Html {
    let say = sight.say.clone();
    let known: Vec<String> = sight.scenario.remote().map(|(url, _)| url.to_owned()).collect();
    let onchange = Callback::from(move |event: yew::Event| {
        let url = entered(&event).trim().to_owned();
        if url.is_empty() {
            return;
        }
        input_of(&event).set_value("");
        let new = (!known.contains(&url)).then(|| answer(""));
        match new {
            Some(answer) => {
                say.emit(Msg::ChangeAndLookAtAnswer(Edit::Remote(url.clone(), Some(answer)), url))
            }
            None => say.emit(Msg::LookAtAnswer(url)),
        }
    });
    html! {
        <label class="line server-add">
            <span>{ "Add an answer" }</span>
            <input type="url" spellcheck="false" autocomplete="off" placeholder="https://… and Enter" {onchange} />
        </label>
    }
}
