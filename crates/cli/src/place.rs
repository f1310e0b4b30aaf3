//! Where a plan's state lies: in files on this machine, or in the bucket that a `backend "s3"` block names.

use crate::app::{App, Loaded};
use crate::exit::{Exit, Failure};
use crate::flow::Known;
use crate::workspaces;
use async_trait::async_trait;
use provision_aws::state_bucket;
use provision_aws_core::AwsProvider;
use provision_engine::Ledger;
use provision_engine::provider::{Class, ProviderError};
use provision_lang::ast::Attribute;
use provision_lang::config::{Backend, backend_options};
use provision_state::{Bucket, Error, Objects, PastRun, Paths, State, Store, bucket};
use provision_value::{Diagnostic, Value};
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::AbortHandle;

/// Where a state lies.
pub enum Place {
    /// On this machine.
    Files(Paths),
    /// In a bucket, under a key.
    Bucket(Arc<dyn Objects>, String),
}

/// The arguments of the backend that `--backend-config` gives.
pub fn options(app: &mut App) -> Result<Vec<Attribute>, Failure> {
    let given = &app.global.backend_config;
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let schema = state_bucket::schema();
    let (options, found) = backend_options(given, "s3", &schema, &*app.world, &mut app.sources);
    Ok(found.result(options)?)
}

/// The backend of a plan whose state lies in a bucket, and its arguments; `--state` names a file in any case. Only the files are
/// looked at.
pub fn backend<'l>(app: &App, loaded: &'l Loaded) -> Result<Option<(&'l Backend, Value)>, Failure> {
    let backend = loaded.config.root.terraform.backend.as_ref();
    let Some(backend) = backend.filter(|b| &*b.kind.name == "s3" && app.global.state.is_none()) else {
        if !app.global.backend_config.is_empty() {
            let d = Diagnostic::error(
                "No backend to configure",
                "--backend-config gives arguments of a backend, and this state lies in files.",
            );
            return Err(d.help("Add backend \"s3\" {} to a terraform block, or remove the option.").into());
        }
        return Ok(None);
    };
    let (config, found) = backend.arguments(&loaded.backend_options, &state_bucket::schema());
    let config = found.result(config)?;
    state_bucket::check(&config).map_err(|e| told(e, backend))?;
    Ok(Some((backend, config)))
}

/// Where the plan's state lies. A bucket is opened for it.
pub async fn of(app: &App, loaded: &Loaded, known: &Known) -> Result<Place, Failure> {
    let place = named(app, loaded, known, loaded.workspace()).await?;
    // A slip of the pen must not begin another state.
    let is_named =
        loaded.project.is_none() && app.global.state.is_none() && loaded.bare != workspaces::DEFAULT;
    if is_named && !place.exists().await? {
        let d = Diagnostic::error("No such workspace", format!("There is no workspace \"{}\".", loaded.bare));
        let help = "`provision workspace list` shows those that there are; `provision workspace new NAME` makes one.";
        return Err(d.help(help).into());
    }
    Ok(place)
}

/// Where the state of one of the plan's environments or workspaces lies.
pub async fn named(app: &App, loaded: &Loaded, known: &Known, workspace: &str) -> Result<Place, Failure> {
    let Some((backend, config)) = self::backend(app, loaded)? else {
        let own = workspace == loaded.workspace();
        return Ok(Place::Files(if own { app.paths(loaded) } else { loaded.paths(workspace) }));
    };
    // The bucket may belong to another account than the one that the environment is bound to.
    let provider = known.aws.without_guard();
    let opened = state_bucket::open(&provider, &config, workspace).await;
    let (objects, key) = opened.map_err(|e| told(e, backend))?;
    Ok(Place::Bucket(objects, key))
}

fn told(e: provision_aws_core::Error, backend: &Backend) -> Failure {
    ProviderError::from(e).to_diagnostic("").at(backend.span).into()
}

/// Gives the lock of a bucket back when the process is interrupted, as long as this is there: that of a file ends with the process
/// by itself. For the time before anything is carried out, which has an end of its own.
pub struct Guard(AbortHandle);

impl Guard {
    fn new(objects: Arc<dyn Objects>, key: String, id: String) -> Guard {
        let give_back = async move {
            let (Ok(mut int), Ok(mut term)) =
                (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
            else {
                return;
            };
            tokio::select! {
                _ = int.recv() => {}
                _ = term.recv() => {}
            }
            // Where this fails the lock stays, and the next command says how to take it away.
            if let Ok(Some(holder)) = bucket::holder(&*objects, &key).await
                && holder.id == id
            {
                let _ = bucket::unlock(&*objects, &key).await;
            }
            std::process::exit(Exit::Interrupted as i32);
        };
        Guard(tokio::spawn(give_back).abort_handle())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Place {
    /// Takes the lock and opens state and journal.
    pub async fn open(self, app: &App) -> Result<(Ledger, Option<Guard>), Failure> {
        let (me, timeout) = (app.holder(), app.global.lock_timeout);
        let lineage = uuid::Uuid::new_v4().to_string();
        let opened = match self {
            Place::Files(paths) => Ledger::open(paths, &me, timeout, lineage).map(|ledger| (ledger, None)),
            Place::Bucket(objects, key) => match Bucket::lock(objects.clone(), &key, &me, timeout).await {
                Ok(bucket) => {
                    let guard = Guard::new(objects, key, me.id);
                    Ledger::open_bucket(bucket, lineage).await.map(|ledger| (ledger, Some(guard)))
                }
                Err(e) => Err(e),
            },
        };
        opened.map_err(|e| {
            let exit = if matches!(e, Error::LockHeld { .. }) { Exit::Locked } else { Exit::Error };
            Failure::from(e.to_diagnostic()).exit(exit)
        })
    }

    /// The state without the lock, as it was last written. Empty where there is none.
    pub async fn peek(&self) -> Result<State, Failure> {
        let state = match self {
            Place::Files(paths) => Store::peek(paths),
            Place::Bucket(objects, key) => bucket::peek(&**objects, key).await,
        };
        let state = state.map_err(|e| Failure::from(e.to_diagnostic()))?;
        Ok(state.unwrap_or_else(|| State::new("")))
    }

    /// True where there is such a workspace.
    pub async fn exists(&self) -> Result<bool, Failure> {
        match self {
            Place::Files(paths) => Ok(paths.state.parent().is_some_and(std::path::Path::is_dir)),
            Place::Bucket(objects, key) => {
                let state = objects.get(key).await.map_err(|e| Failure::from(e.to_diagnostic()))?;
                Ok(state.is_some())
            }
        }
    }

    /// The last runs that the history holds, oldest first, and how many could not be read.
    pub async fn history(&self, last: usize) -> Result<(Vec<PastRun>, usize), Failure> {
        let read = match self {
            Place::Files(paths) => Store::history(paths),
            Place::Bucket(objects, key) => bucket::history(&**objects, key, last).await,
        };
        let (mut runs, torn) = read.map_err(|e| Failure::from(e.to_diagnostic()))?;
        runs.drain(..runs.len().saturating_sub(last));
        Ok((runs, torn))
    }

    /// Takes a lock away whose holder is gone without giving it back.
    pub async fn unlock(&self, id: &str) -> Result<(), Failure> {
        let Place::Bucket(objects, key) = self else {
            let d = Diagnostic::error(
                "Nothing to unlock",
                "The lock of a state in files ends with the process that holds it.",
            );
            return Err(d.help("Wait for that run to end, or end it.").into());
        };
        let told = |e: Error| Failure::from(e.to_diagnostic());
        match bucket::holder(&**objects, key).await.map_err(told)? {
            Some(holder) if holder.id == id => bucket::unlock(&**objects, key).await.map_err(told),
            Some(holder) => {
                let d =
                    Diagnostic::error("Another lock is held", format!("The state is locked by {holder}."));
                Err(d
                    .help("Nothing was changed. If it is certain that this run has ended, give its lock id.")
                    .into())
            }
            None => {
                Err(Diagnostic::error("Nothing to unlock", "Nobody holds the lock.").help("Go on.").into())
            }
        }
    }
}

/// States in buckets, for `terraform_remote_state`.
#[derive(Clone)]
pub struct States(pub Arc<AwsProvider>);

impl std::fmt::Debug for States {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("States")
    }
}

#[async_trait]
impl provision_builtin::States for States {
    fn backends(&self) -> &[&str] {
        &["s3"]
    }
    async fn read(&self, _: &str, config: &Value, workspace: &str) -> Result<Option<Vec<u8>>, ProviderError> {
        let config = state_bucket::completed(config)?;
        let (objects, key) = state_bucket::open(&self.0.without_guard(), &config, workspace).await?;
        objects.get(&key).await.map_err(|e| {
            let d = e.to_diagnostic();
            let mut error = ProviderError::new(Class::Other, d.detail);
            error.help = d.help;
            error
        })
    }
}
