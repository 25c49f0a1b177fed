//! The whole page.

use yew::{Component, Context, Html, html};

use super::engine::{Engine, Event};
use crate::engine::protocol::{Question, Reply, Task};

pub struct App {
    engine: Result<Engine, String>,
    answer: String,
}

impl Component for App {
    type Message = Event;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> App {
        App { engine: Engine::start(ctx.link().callback(|event| event)), answer: String::new() }
    }

    fn update(&mut self, _: &Context<Self>, event: Event) -> bool {
        match event {
            Event::Reply(Reply::Ready) => {
                let task = Task::Evaluate { scenario: EXAMPLE.to_owned() };
                if let Ok(engine) = &self.engine
                    && let Err(error) = engine.ask(&Question { id: 1, task })
                {
                    self.answer = error;
                }
            }
            Event::Reply(Reply::Evaluated { report, .. }) => self.answer = format!("{:?}", report.outcome),
            Event::Reply(Reply::Misunderstood { message } | Reply::Crashed { message })
            | Event::Failed(message) => self.answer = message,
        }
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let answer = match &self.engine {
            Ok(_) => &self.answer,
            Err(error) => error,
        };
        html! {
            <main>
                <h1>{ "Kubernetes Authentication Explorer" }</h1>
                <p role="status" data-testid="outcome">{ answer }</p>
            </main>
        }
    }
}

const EXAMPLE: &str = "apiVersion: authn-explorer/v1
kind: Scenario
metadata:
  name: nothing-at-all
request:
  raw: |
    GET /api HTTP/1.1
    Host: kubernetes
";
