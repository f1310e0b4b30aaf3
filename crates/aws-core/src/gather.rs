//! Gathers concurrent reads of one type into common calls: while one batch is in flight, the next collects.

use crate::cx::Cx;
use crate::error::Error;
use crate::resource::{Answer, Phase, Req, Resource};
use provision_engine::provider::Class;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// How long the first request of a batch waits for others: a refresh asks for all at once.
const WINDOW: Duration = Duration::from_millis(4);

/// The same after a change: what was made together is answered a little apart, and AWS takes seconds for most things anyway.
const WINDOW_OF_CHANGES: Duration = Duration::from_millis(100);

/// The requests that wait for the next batch of a type.
pub struct Gather<R: Resource> {
    queue: Mutex<Queue<R>>,
}

struct Queue<R> {
    waiting: Vec<Waiting<R>>,
    running: bool,
}

struct Waiting<R> {
    reqs: Vec<Req<R>>,
    answer: oneshot::Sender<Vec<Answer<R>>>,
}

impl<R: Resource> Gather<R> {
    /// Empty.
    pub fn new() -> Arc<Gather<R>> {
        Arc::new(Gather { queue: Mutex::new(Queue { waiting: Vec::new(), running: false }) })
    }

    /// Reads, in common with whoever else asks now. Answers stand in the order of the requests.
    pub async fn read(self: &Arc<Self>, cx: &Arc<Cx>, reqs: Vec<Req<R>>) -> Vec<Answer<R>> {
        let count = reqs.len();
        if count == 0 {
            return Vec::new();
        }
        let (answer, receive) = oneshot::channel();
        let starts = {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.waiting.push(Waiting { reqs, answer });
            !std::mem::replace(&mut queue.running, true)
        };
        if starts {
            tokio::spawn(run(self.clone(), cx.clone()));
        }
        let mut answers = receive.await.unwrap_or_default();
        answers.resize_with(count, || Err(Error::new(Class::Other, "The read ended without an answer.")));
        answers
    }

    /// How long to wait for others before the next call.
    fn window(&self, cx: &Cx) -> Duration {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = queue.waiting.iter().flat_map(|w| &w.reqs).any(|r| r.phase != Phase::Refresh);
        if changed { cx.scaled(WINDOW_OF_CHANGES).max(WINDOW) } else { WINDOW }
    }

    /// What has collected; ends the run when that is nothing.
    fn take(&self) -> Vec<Waiting<R>> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = std::mem::take(&mut queue.waiting);
        queue.running = !waiting.is_empty();
        waiting
    }
}

/// Ends a run whose read panicked, so that the next request starts a new one.
struct Running<R: Resource>(Arc<Gather<R>>);

impl<R: Resource> Drop for Running<R> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut queue = self.0.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.running = false;
            queue.waiting.clear();
        }
    }
}

async fn run<R: Resource>(gather: Arc<Gather<R>>, cx: Arc<Cx>) {
    let running = Running(gather);
    loop {
        tokio::time::sleep(running.0.window(&cx)).await;
        let batch = running.0.take();
        if batch.is_empty() {
            return;
        }
        let (all, senders): (Vec<Vec<Req<R>>>, Vec<_>) =
            batch.into_iter().map(|w| (w.reqs, w.answer)).unzip();
        let sizes: Vec<usize> = all.iter().map(Vec::len).collect();
        let reqs: Vec<Req<R>> = all.into_iter().flatten().collect();
        let mut answers = R::read(&cx, &reqs).await.into_iter();
        for (size, sender) in sizes.into_iter().zip(senders) {
            // A requester that went away needs no answer.
            let _ = sender.send(answers.by_ref().take(size).collect());
        }
    }
}
