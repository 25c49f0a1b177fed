//! Which question is under way, and which comes next. No browser in here.

use crate::ui::state::{Question, Task};

/// Questions and their turn. At most one is under way and one of each kind waits.
#[derive(Debug, Default)]
pub struct Queue {
    listening: bool,
    last_id: u32,
    under_way: Option<Question>,
    waiting: Vec<Task>,
}

impl Queue {
    /// Takes a task; an older one of its kind that still waits is dropped. Answers with what is to be
    /// sent now, if anything.
    pub fn ask(&mut self, task: Task) -> Option<Question> {
        let kind = std::mem::discriminant(&task);
        self.waiting.retain(|other| std::mem::discriminant(other) != kind);
        self.waiting.push(task);
        self.next()
    }

    /// The worker listens.
    pub fn ready(&mut self) -> Option<Question> {
        self.listening = true;
        self.next()
    }

    /// Whether this number is the one that is waited for; it is then no longer.
    pub fn answered(&mut self, id: u32) -> bool {
        let expected = self.is_under_way(id);
        if expected {
            self.under_way = None;
        }
        expected
    }

    /// What to send next.
    pub fn next(&mut self) -> Option<Question> {
        if !self.listening || self.under_way.is_some() || self.waiting.is_empty() {
            return None;
        }
        self.last_id = self.last_id.wrapping_add(1);
        self.under_way = Some(Question { id: self.last_id, task: self.waiting.remove(0) });
        self.under_way.clone()
    }

    /// The worker cannot answer this question: another one takes its place and gets it, unless a later one of its kind waits.
    pub fn handed_over(&mut self) {
        self.listening = false;
        let Some(Question { task, .. }) = self.under_way.take() else { return };
        let kind = std::mem::discriminant(&task);
        if !self.waiting.iter().any(|other| std::mem::discriminant(other) == kind) {
            self.waiting.insert(0, task);
        }
    }

    /// The worker is gone, and with it the question that was under way; those waiting stay for the next one.
    pub fn lost(&mut self) {
        self.listening = false;
        self.under_way = None;
    }

    pub fn is_listening(&self) -> bool {
        self.listening
    }

    pub fn is_under_way(&self, id: u32) -> bool {
        self.under_way.as_ref().is_some_and(|question| question.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::json::Json;
    use crate::ui::state::Document;

    fn open(text: &str) -> Task {
        Task::Open { text: text.to_owned() }
    }

    fn explore(text: &str) -> Task {
        let scenario = Document::new(Json::field("kind", Json::text("Scenario"))).unwrap();
        Task::Explore { text: text.to_owned(), reading: Default::default(), wishes: Vec::new(), scenario }
    }

    fn listening() -> Queue {
        let mut queue = Queue::default();
        queue.ready();
        queue
    }

    #[test]
    fn nothing_is_sent_before_the_worker_listens() {
        let mut queue = Queue::default();
        assert_eq!(queue.ask(open("a")), None);
        assert_eq!(queue.ready(), Some(Question { id: 1, task: open("a") }));
    }

    #[test]
    fn the_latest_of_those_waiting_wins() {
        let mut queue = listening();
        assert_eq!(queue.ask(explore("1")).map(|sent| sent.id), Some(1));
        for text in ["12", "123", "1234"] {
            assert_eq!(queue.ask(explore(text)), None, "one is under way");
        }
        assert!(queue.answered(1));
        assert_eq!(queue.next(), Some(Question { id: 2, task: explore("1234") }));
    }

    #[test]
    fn another_kind_is_not_overtaken() {
        let mut queue = listening();
        queue.ask(explore("1"));
        queue.ask(open("document"));
        queue.ask(explore("2"));
        queue.answered(1);
        assert_eq!(queue.next().map(|sent| sent.task), Some(open("document")));
        queue.answered(2);
        assert_eq!(queue.next().map(|sent| sent.task), Some(explore("2")));
    }

    #[test]
    fn answers_of_a_replaced_worker_are_not_taken() {
        let mut queue = listening();
        queue.ask(explore("1"));
        assert!(queue.is_under_way(1));
        queue.ask(explore("2"));
        queue.lost();
        assert!(!queue.answered(1));
        assert!(!queue.is_under_way(1));
        assert_eq!(queue.ready().map(|sent| sent.task), Some(explore("2")), "what waited is asked again");
    }

    #[test]
    fn what_one_worker_cannot_answer_is_asked_of_the_next() {
        let mut queue = listening();
        queue.ask(explore("1"));
        queue.handed_over();
        assert!(!queue.is_under_way(1));
        assert_eq!(queue.ready(), Some(Question { id: 2, task: explore("1") }));
        queue.ask(explore("12"));
        queue.handed_over();
        assert_eq!(queue.ready(), Some(Question { id: 3, task: explore("12") }), "the later one only");
    }

    #[test]
    fn a_question_that_killed_the_worker_is_not_asked_again() {
        let mut queue = listening();
        queue.ask(explore("deadly"));
        queue.lost();
        assert_eq!(queue.ready(), None);
    }
}
