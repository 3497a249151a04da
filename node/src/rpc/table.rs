//! The method table: binds names to functions on the node's state, and answers names that are not
//! there in words. What the methods do is in the files beside this one.

use std::sync::Arc;

use jsonrpsee::{
    MethodResponse, RpcModule,
    core::{
        RegisterMethodError,
        middleware::{Batch, BatchEntry, Notification, RpcServiceT},
        server::BatchResponseBuilder,
    },
    types::{ErrorObjectOwned, Request, error::INTERNAL_ERROR_CODE},
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{
    MAX_RESPONSE_BYTES, args::Args, engine::Engine, error::Refusal, node::Node, report::Reporter,
    view::View,
};

/// A method of the table: reads its parameters, acts on the state in its turn, answers with something
/// that becomes JSON.
pub(crate) type Method<T> = fn(&mut Node, &mut Args) -> Result<T, Refusal>;

/// A method that changes nothing: it acts on the chain as the last change left it.
pub(crate) type Reading<T> = fn(&View, &mut Args) -> Result<T, Refusal>;

/// Takes the place of a name that is not in the table; the asked name is its only parameter.
const UNKNOWN: &str = "ebb_unknownMethod";

/// Names bound to functions.
#[derive(Debug)]
pub(crate) struct Table {
    module: RpcModule<Engine>,
}

impl Table {
    /// An empty table over the state behind `engine`.
    pub(crate) fn new(engine: Engine) -> Result<Self, RegisterMethodError> {
        let mut module = RpcModule::new(engine);
        module.register_method(UNKNOWN, |params, _, _| {
            let name = params.one::<String>().unwrap_or_default();
            Err::<(), _>(Refusal::unsupported(format!(
                "the method {name} does not exist or is not available on this node"
            )))
        })?;
        Ok(Self { module })
    }

    /// Binds each of `names` to `method`.
    pub(crate) fn bind<T: Serialize + 'static>(
        &mut self,
        names: &[&'static str],
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        self.change(names, |_| Ok(()), method)
    }

    /// Binds each of `names` to a method that makes the chain longer or the state larger, for which there has
    /// to be memory.
    pub(crate) fn grow<T: Serialize + 'static>(
        &mut self,
        names: &[&'static str],
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        self.change(names, |node| node.memory().check(), method)
    }

    fn change<T: Serialize + 'static>(
        &mut self,
        names: &[&'static str],
        check: fn(&Node) -> Result<(), Refusal>,
        method: Method<T>,
    ) -> Result<(), RegisterMethodError> {
        for &name in names {
            self.module
                .register_async_method(name, move |params, engine, _| async move {
                    // Read there, too: what is long takes its time.
                    let work = move |node: &mut Node| {
                        check(node)?;
                        answer(method(node, &mut Args::new(&params)?)?)
                    };
                    engine.ask(work).await
                })?;
        }
        Ok(())
    }

    /// Binds each of `names` to a method that changes nothing and takes no time.
    pub(crate) fn read<T: Serialize + 'static>(
        &mut self,
        names: &[&'static str],
        method: Reading<T>,
    ) -> Result<(), RegisterMethodError> {
        for &name in names {
            self.module
                .register_method(name, move |params, engine, _| {
                    let mut args = Args::short(&params)?;
                    engine.read(|view| answer(method(view, &mut args)?))
                })?;
        }
        Ok(())
    }

    /// Binds each of `names` to a method that changes nothing and may take long.
    pub(crate) fn beside<T: Serialize + 'static>(
        &mut self,
        names: &[&'static str],
        method: Reading<T>,
    ) -> Result<(), RegisterMethodError> {
        for &name in names {
            self.module
                .register_async_method(name, move |params, engine, _| async move {
                    let work = move |view: &View| answer(method(view, &mut Args::new(&params)?)?);
                    engine.beside(work).await
                })?;
        }
        Ok(())
    }

    /// Binds each of `names` to a refusal that says why and what to do instead.
    pub(crate) fn refuse(
        &mut self,
        names: &[&'static str],
        why: &'static str,
    ) -> Result<(), RegisterMethodError> {
        for &name in names {
            self.module.register_method(name, move |_, _, _| {
                Err::<(), _>(Refusal::unsupported(format!(
                    "{name} is not supported: {why}"
                )))
            })?;
        }
        Ok(())
    }

    /// The module itself, for what needs more than a plain method.
    pub(crate) const fn module(&mut self) -> &mut RpcModule<Engine> {
        &mut self.module
    }

    /// The finished table.
    pub(crate) fn finish(self) -> RpcModule<Engine> {
        self.module
    }
}

fn answer<T: Serialize>(value: T) -> Result<Box<RawValue>, Refusal> {
    to_raw_value(&value).map_err(|error| {
        Refusal::internal(format!("the answer cannot be written as JSON: {error}"))
    })
}

/// Stands before the table: reports each request, and turns an unknown name into a request for the
/// sentence that says so.
#[derive(Clone, Debug)]
pub(crate) struct Doorkeeper<S> {
    table: S,
    names: Arc<[&'static str]>,
    reporter: Reporter,
}

impl<S> Doorkeeper<S> {
    /// Stands before `table`, which knows `names`.
    pub(crate) const fn new(table: S, names: Arc<[&'static str]>, reporter: Reporter) -> Self {
        Self {
            table,
            names,
            reporter,
        }
    }

    fn admit<'a>(&self, mut request: Request<'a>) -> Request<'a> {
        self.reporter.request(&request.method);
        if !self.names.iter().any(|name| *name == request.method) {
            let asked = to_raw_value(&[&request.method]).ok();
            request.params = asked.map(std::borrow::Cow::Owned);
            request.method = UNKNOWN.into();
        }
        request
    }
}

impl<S> RpcServiceT for Doorkeeper<S>
where
    S: RpcServiceT<MethodResponse = MethodResponse> + Clone + Send + Sync + 'static,
{
    type MethodResponse = MethodResponse;
    type NotificationResponse = S::NotificationResponse;
    type BatchResponse = MethodResponse;

    fn call<'a>(&self, request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let subscriber = (request.method == "eth_subscribe").then(|| request.id());
        let answer = self.table.call(self.admit(request));
        async move {
            let answer = answer.await;
            match subscriber {
                // The library's only internal error here: a subscription over plain HTTP.
                Some(id) if answer.as_error_code() == Some(INTERNAL_ERROR_CODE) => {
                    let why =
                        "notifications not supported over HTTP; connect to ws:// at the same port";
                    MethodResponse::error(id, ErrorObjectOwned::from(Refusal::unsupported(why)))
                }
                _ => answer,
            }
        }
    }

    /// One by one through [`call`](Self::call), as the library does with its own.
    fn batch<'a>(&self, batch: Batch<'a>) -> impl Future<Output = Self::BatchResponse> + Send + 'a {
        let desk = self.clone();
        async move {
            let mut answers = BatchResponseBuilder::new_with_limit(MAX_RESPONSE_BYTES as usize);
            let mut notified = false;
            for entry in batch {
                let answer = match entry {
                    Ok(BatchEntry::Call(request)) => desk.call(request).await,
                    Ok(BatchEntry::Notification(notification)) => {
                        desk.notification(notification).await;
                        notified = true;
                        continue;
                    }
                    Err(malformed) => {
                        let (error, id) = malformed.into_parts();
                        MethodResponse::error(id, error)
                    }
                };
                if let Err(too_large) = answers.append(answer) {
                    return too_large;
                }
            }
            match answers.is_empty() && notified {
                true => MethodResponse::notification(),
                false => MethodResponse::from_batch(answers.finish()),
            }
        }
    }

    fn notification<'a>(
        &self,
        notification: Notification<'a>,
    ) -> impl Future<Output = Self::NotificationResponse> + Send + 'a {
        self.table.notification(notification)
    }
}
