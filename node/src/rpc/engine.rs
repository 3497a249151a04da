//! One thread owns the node's state; requests queue up before it and are answered in order. So the
//! reactor never waits for an execution, no lock is needed, and a panic costs one request only.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
};

use tokio::sync::oneshot;

use super::{error::Refusal, node::Node};

type Job = Box<dyn FnOnce(&mut Node) + Send>;

/// The queue before the thread that owns the state.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    queue: mpsc::Sender<Job>,
}

impl Engine {
    /// Starts the thread; it ends when the last handle is dropped.
    pub(crate) fn start(mut node: Node) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel::<Job>();
        thread::Builder::new()
            .name("chain".to_owned())
            .spawn(move || {
                for job in jobs {
                    job(&mut node);
                    node.announce();
                }
            })?;
        Ok(Self { queue })
    }

    /// Runs `work` on the state, after everything that was asked before.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Node) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(move |node: &mut Node| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(node)))
                .unwrap_or_else(|panic| Err(Refusal::internal(describe(panic.as_ref()))));
            // A client that has gone away no longer wants its answer.
            let _ = reply.send(outcome);
        });
        let gone = || Refusal::internal("the node is shutting down");
        self.queue.send(job).map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

fn describe(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    format!("the node failed at this request, which is a bug of the node: {text}")
}
