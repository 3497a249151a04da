//! Who works on what. One thread owns the node's state: what changes it queues up before it and is
//! served in order, so that no lock is needed. What only reads is answered from a [`View`] beside it,
//! so that neither a long transaction nor a long call keeps others waiting. A panic costs one request.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, PoisonError, RwLock, mpsc},
    thread,
};

use tokio::{
    sync::{Semaphore, oneshot},
    task::spawn_blocking,
};

use super::{error::Refusal, node::Node, subscribe::News, view::View};

/// Most executions beside the state at once. Each may take some tens of megabytes; more wait.
const MAX_BESIDE: usize = 16;

/// Stack of a thread that executes, in bytes: room for one frame of a program, so that only programs
/// which call programs need to have a stack made for them. Only what is touched takes memory.
pub const STACK_BYTES: usize = 32 << 20;

type Job = Box<dyn FnOnce(&mut Node) + Send>;

/// The way to the state, for those who change it and those who read.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    queue: mpsc::Sender<Job>,
    view: Arc<RwLock<Arc<View>>>,
    beside: Arc<Semaphore>,
}

impl Engine {
    /// Starts the thread that owns the state; it ends when the last handle is dropped.
    pub(crate) fn start(mut node: Node) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel::<Job>();
        let view = Arc::new(RwLock::new(Arc::new(node.view())));
        thread::Builder::new()
            .name("chain".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || {
                for job in jobs {
                    job(&mut node);
                }
            })?;
        Ok(Self {
            queue,
            view,
            beside: Arc::new(Semaphore::new(MAX_BESIDE)),
        })
    }

    /// Runs `work` on the state, after everything that was asked before.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Node) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        let shared = Arc::clone(&self.view);
        let job = Box::new(move |node: &mut Node| {
            let outcome = guarded(|| work(node));
            // News that cannot be printed are no reason to stop.
            let news = guarded(|| Ok(node.report())).unwrap_or_default();
            publish(&shared, node, news);
            // A client that has gone away no longer wants its answer.
            let _ = reply.send(outcome);
        });
        self.queue.send(job).map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    /// Runs `work`, which takes no time, on what the last change left.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&View) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let view = self.view();
        guarded(|| work(&view))
    }

    /// Runs `work`, which may take long, on what the last change left, on a thread of its own.
    pub(crate) async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&View) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let view = self.view();
        let permit = Arc::clone(&self.beside).acquire_owned().await;
        let task = spawn_blocking(move || {
            // Held until the work is done, even if the client goes away meanwhile.
            let _permit = permit;
            guarded(|| work(&view))
        });
        task.await.unwrap_or_else(|_| Err(gone()))
    }

    fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Shows `node` to those who read, and tells those who follow of the blocks that are new, in one step: whoever
/// has seen a block and then begins to follow does not hear of it, and whoever hears of one can read it.
fn publish(view: &RwLock<Arc<View>>, node: &Node, news: Vec<News>) {
    let mut next = Arc::new(node.view());
    let mut shown = view.write().unwrap_or_else(PoisonError::into_inner);
    std::mem::swap(&mut *shown, &mut next);
    node.announce(news);
    drop(shown);
    // `next` is the old view now. What only it still held takes a while to free.
}

/// Runs `work`; a panic in it becomes an answer.
fn guarded<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(Refusal::internal(describe(panic.as_ref()))))
}

fn gone() -> Refusal {
    Refusal::internal("the node is shutting down")
}

fn describe(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    format!("the node failed at this request, which is a bug of the node: {text}")
}
