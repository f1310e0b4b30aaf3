//! `aws_glue_job`

use crate::common::{among, choice, long, map, told_map, word};
use crate::glue::{answer, arn, batched, glue, is_ours, retag, until_settled};
use aws_sdk_glue::types;
use provision_aws_core::prelude::*;

/// A script that Glue runs. (Glue CreateJob, UpdateJob)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_glue_job", tags, seconds(1, 1))]
pub struct Job {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The script.
    #[block(list, min = 1, max = 1)]
    pub command: Option<Command>,
    /// The connections that it uses.
    #[attr(optional)]
    pub connections: Vec<String>,
    /// What a run gets unless it says otherwise.
    #[attr(optional)]
    pub default_arguments: BTreeMap<String, String>,
    /// What it is for.
    #[attr(optional)]
    pub description: Option<String>,
    /// `STANDARD`, or `FLEX` for runs that can wait.
    #[attr(optional, validate = execution_class)]
    pub execution_class: Option<String>,
    /// How many runs there may be at a time.
    #[block(list, max = 1, computed)]
    pub execution_property: Option<ExecutionProperty>,
    /// Version of Glue.
    #[attr(optional, computed)]
    pub glue_version: Option<String>,
    /// Runs beyond the account's limits wait.
    #[attr(optional)]
    pub job_run_queuing_enabled: Option<bool>,
    /// When a streaming job may be restarted (`Sun:10`).
    #[attr(optional, validate = window)]
    pub maintenance_window: Option<String>,
    /// Data processing units that a run may take at most.
    #[attr(optional, computed, conflicts("number_of_workers", "worker_type"))]
    pub max_capacity: Option<f64>,
    /// How often a run that failed is tried again.
    #[attr(optional, between(0, 10))]
    pub max_retries: Option<i64>,
    /// Its name.
    #[attr(required, replace, length(1, 255))]
    pub name: String,
    /// What every run gets, whatever it says.
    #[attr(optional)]
    pub non_overridable_arguments: BTreeMap<String, String>,
    /// When a run that takes long is told of.
    #[block(list, max = 1, computed)]
    pub notification_property: Option<Notification>,
    /// How many workers a run has.
    #[attr(optional, computed, between(1, 2_147_483_647), conflicts("max_capacity"))]
    pub number_of_workers: Option<i64>,
    /// The role of its runs.
    #[attr(required, arn)]
    pub role_arn: String,
    /// The security configuration of its runs.
    #[attr(optional)]
    pub security_configuration: Option<String>,
    /// The repository that its script comes from.
    #[block(list, max = 1)]
    pub source_control_details: Option<SourceControl>,
    /// Minutes that a run may take.
    #[attr(optional, computed, between(1, 2_147_483_647))]
    pub timeout: Option<i64>,
    /// What a worker is (`G.1X`).
    #[attr(optional, computed, conflicts("max_capacity"), validate = worker_type)]
    pub worker_type: Option<String>,
}

/// The script of a job.
#[derive(Nested, Clone, Default)]
pub struct Command {
    /// `glueetl`, `pythonshell`, `gluestreaming` or `glueray`.
    #[attr(optional, default = "glueetl")]
    pub name: Option<String>,
    /// Version of Python.
    #[attr(optional, computed, one_of("2", "3", "3.9"))]
    pub python_version: Option<String>,
    /// Version of Ray.
    #[attr(optional, computed, one_of("Ray2.4"))]
    pub runtime: Option<String>,
    /// Where the script lies in S3.
    #[attr(required)]
    pub script_location: String,
}

/// How many runs there may be at a time.
#[derive(Nested, Clone, Default)]
pub struct ExecutionProperty {
    /// So many.
    #[attr(optional, default = 1, between(1, 2_147_483_647))]
    pub max_concurrent_runs: Option<i64>,
}

/// When a run that takes long is told of.
#[derive(Nested, Clone, Default)]
pub struct Notification {
    /// After so many minutes.
    #[attr(optional, between(1, 2_147_483_647))]
    pub notify_delay_after: Option<i64>,
}

/// The repository that a script comes from.
#[derive(Nested, Clone, Default)]
pub struct SourceControl {
    /// How Glue proves who it is.
    #[attr(optional, one_of("AWS_SECRETS_MANAGER", "PERSONAL_ACCESS_TOKEN"))]
    pub auth_strategy: Option<String>,
    /// The token, or the secret that holds it.
    #[attr(optional, sensitive, length(1, 512))]
    pub auth_token: Option<String>,
    /// The branch.
    #[attr(optional, length(1, 512))]
    pub branch: Option<String>,
    /// The folder.
    #[attr(optional, length(1, 512))]
    pub folder: Option<String>,
    /// The last commit.
    #[attr(optional, length(1, 512))]
    pub last_commit_id: Option<String>,
    /// Whose repository it is.
    #[attr(optional, length(1, 512))]
    pub owner: Option<String>,
    /// `AWS_CODE_COMMIT`, `BITBUCKET`, `GITHUB` or `GITLAB`.
    #[attr(optional, one_of("AWS_CODE_COMMIT", "BITBUCKET", "GITHUB", "GITLAB"))]
    pub provider: Option<String>,
    /// Its name.
    #[attr(optional, length(1, 512))]
    pub repository: Option<String>,
}

fn execution_class(value: &Value) -> Result<(), String> {
    among(&Value::string(value.as_str().unwrap_or_default().to_ascii_uppercase()), &["FLEX", "STANDARD"])
}

fn worker_type(value: &Value) -> Result<(), String> {
    among(value, types::WorkerType::values())
}

/// A day of the week and an hour.
fn window(value: &Value) -> Result<(), String> {
    let good = |text: &str| {
        let (day, hour) = text.split_once(':')?;
        let hour: u8 = hour.parse().ok()?;
        (["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].contains(&day) && hour < 24).then_some(())
    };
    match value.as_str() {
        Some(text) if good(text).is_none() => Err("must be a day and an hour, such as `Sun:10`".into()),
        _ => Ok(()),
    }
}

#[async_trait]
impl Resource for Job {
    const TAGS_APART: bool = true;

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = glue(cx)
            .create_job()
            .name(&planned.name)
            .role(&planned.role_arn)
            .set_command(planned.command.as_ref().map(Command::request))
            .set_connections(connections(&planned.connections))
            .set_default_arguments(map(&planned.default_arguments))
            .set_description(text(&planned.description))
            .set_execution_class(choice(&planned.execution_class))
            .set_execution_property(planned.execution_property.as_ref().map(ExecutionProperty::request))
            .set_glue_version(text(&planned.glue_version))
            .set_job_run_queuing_enabled(planned.job_run_queuing_enabled)
            .set_maintenance_window(text(&planned.maintenance_window))
            .set_max_capacity(planned.max_capacity.filter(|c| *c > 0.0))
            .set_max_retries(positive(planned.max_retries))
            .set_non_overridable_arguments(map(&planned.non_overridable_arguments))
            .set_notification_property(planned.notification_property.as_ref().and_then(Notification::request))
            .set_number_of_workers(positive(planned.number_of_workers))
            .set_security_configuration(text(&planned.security_configuration))
            .set_source_control_details(planned.source_control_details.as_ref().map(SourceControl::request))
            .set_timeout(positive(planned.timeout))
            .set_worker_type(choice(&planned.worker_type))
            .set_tags(map(&step.tags));
        let made = until_settled(cx, || call.clone().send()).await?;
        Created::new(made.name)
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let jobs = batched(reqs.iter().map(|r| r.key.clone()), |names| async {
            Ok(glue(cx).batch_get_jobs().set_job_names(Some(names)).send().await?.jobs)
        });
        let named = |job: types::Job| Some((job.name.clone()?, job));
        let jobs = jobs.await.map(|jobs| jobs.into_iter().filter_map(named).collect());
        answer(cx, reqs, "job", jobs, |req, job| Found::ready(told(cx, req, job))).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.names.iter().any(|n| !["tags", "tags_all"].contains(&n.as_str())) {
            // The call replaces the whole definition.
            let job = change.to.definition();
            let call = glue(cx).update_job().job_name(&change.to.id).job_update(job);
            until_settled(cx, || call.clone().send()).await?;
        }
        retag(cx, &arn(cx, "job", &change.to.id), &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        glue(cx).delete_job().job_name(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = there(glue(cx).get_job().job_name(&planned.name).send().await)?;
        if found.is_none() || !is_ours(cx, intent, "job", &planned.name).await? {
            return Ok(None);
        }
        Ok(Some(planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

impl Job {
    /// What an update makes of it. AWS tells how much capacity workers make, and takes no capacity beside workers.
    fn definition(&self) -> types::JobUpdate {
        let workers = positive(self.number_of_workers);
        types::JobUpdate::builder()
            .role(&self.role_arn)
            .set_command(self.command.as_ref().map(Command::request))
            .set_connections(connections(&self.connections))
            .set_default_arguments(map(&self.default_arguments))
            .set_description(text(&self.description))
            .set_execution_class(choice(&self.execution_class))
            .set_execution_property(self.execution_property.as_ref().map(ExecutionProperty::request))
            .set_glue_version(text(&self.glue_version))
            .set_job_run_queuing_enabled(self.job_run_queuing_enabled)
            .set_maintenance_window(text(&self.maintenance_window))
            .set_max_capacity(self.max_capacity.filter(|c| *c > 0.0 && workers.is_none()))
            .set_max_retries(positive(self.max_retries))
            .set_non_overridable_arguments(map(&self.non_overridable_arguments))
            .set_notification_property(self.notification_property.as_ref().and_then(Notification::request))
            .set_number_of_workers(workers)
            .set_security_configuration(text(&self.security_configuration))
            .set_source_control_details(self.source_control_details.as_ref().map(SourceControl::request))
            .set_timeout(positive(self.timeout))
            .set_worker_type(choice(&self.worker_type))
            .build()
    }
}

impl Command {
    fn request(&self) -> types::JobCommand {
        types::JobCommand::builder()
            .set_name(text(&self.name))
            .script_location(&self.script_location)
            .set_python_version(text(&self.python_version))
            .set_runtime(text(&self.runtime))
            .build()
    }
    fn told(told: &types::JobCommand) -> Command {
        Command {
            name: told.name.clone(),
            python_version: told.python_version.clone(),
            runtime: told.runtime.clone(),
            script_location: told.script_location.clone().unwrap_or_default(),
        }
    }
}

impl ExecutionProperty {
    fn request(&self) -> types::ExecutionProperty {
        types::ExecutionProperty::builder().set_max_concurrent_runs(int(self.max_concurrent_runs)).build()
    }
}

impl Notification {
    /// As Glue takes it; nothing where it says nothing.
    pub fn request(&self) -> Option<types::NotificationProperty> {
        let after = positive(self.notify_delay_after)?;
        Some(types::NotificationProperty::builder().notify_delay_after(after).build())
    }
    /// As Glue tells it.
    pub fn told(told: &types::NotificationProperty) -> Notification {
        Notification { notify_delay_after: long(told.notify_delay_after) }
    }
}

impl SourceControl {
    fn request(&self) -> types::SourceControlDetails {
        types::SourceControlDetails::builder()
            .set_auth_strategy(choice(&self.auth_strategy))
            .set_auth_token(text(&self.auth_token))
            .set_branch(text(&self.branch))
            .set_folder(text(&self.folder))
            .set_last_commit_id(text(&self.last_commit_id))
            .set_owner(text(&self.owner))
            .set_provider(choice(&self.provider))
            .set_repository(text(&self.repository))
            .build()
    }
    fn told(told: &types::SourceControlDetails) -> SourceControl {
        SourceControl {
            auth_strategy: word(told.auth_strategy.as_ref()),
            auth_token: told.auth_token.clone(),
            branch: told.branch.clone(),
            folder: told.folder.clone(),
            last_commit_id: told.last_commit_id.clone(),
            owner: told.owner.clone(),
            provider: word(told.provider.as_ref()),
            repository: told.repository.clone(),
        }
    }
}

fn connections(names: &[String]) -> Option<types::ConnectionsList> {
    Some(types::ConnectionsList::builder().set_connections(Some(given(names)?)).build())
}

fn told(cx: &Cx, req: &Req<Job>, job: &types::Job) -> Job {
    let runs = |p: &types::ExecutionProperty| ExecutionProperty {
        max_concurrent_runs: Some(p.max_concurrent_runs.into()),
    };
    Job {
        id: req.key.clone(),
        arn: arn(cx, "job", &req.key),
        command: job.command.as_ref().map(Command::told),
        connections: job.connections.as_ref().map(|c| c.connections().to_vec()).unwrap_or_default(),
        default_arguments: told_map(job.default_arguments.as_ref()),
        description: job.description.clone(),
        execution_class: word(job.execution_class.as_ref()),
        execution_property: job.execution_property.as_ref().map(runs),
        glue_version: job.glue_version.clone(),
        job_run_queuing_enabled: job.job_run_queuing_enabled,
        maintenance_window: job.maintenance_window.clone(),
        max_capacity: job.max_capacity,
        max_retries: Some(job.max_retries.into()),
        name: req.key.clone(),
        non_overridable_arguments: told_map(job.non_overridable_arguments.as_ref()),
        notification_property: job.notification_property.as_ref().map(Notification::told),
        number_of_workers: long(job.number_of_workers),
        role_arn: job.role.clone().unwrap_or_default(),
        security_configuration: job.security_configuration.clone(),
        source_control_details: job.source_control_details.as_ref().map(SourceControl::told),
        timeout: long(job.timeout),
        worker_type: word(job.worker_type.as_ref()),
    }
}
