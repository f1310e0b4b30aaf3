//! `aws_s3_bucket_notification`

use crate::bucket_part::{At, Part, part};
use crate::s3::s3;
use aws_sdk_s3::types as sdk;
use provision_aws_core::names::generated;
use provision_aws_core::prelude::*;

/// Who is told of what happens to a bucket's objects. A bucket has one of these. (S3 PutBucketNotificationConfiguration)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_s3_bucket_notification", seconds(1, 1))]
pub struct BucketNotification {
    /// The bucket's name.
    #[attr(id)]
    pub id: String,
    /// The bucket.
    #[attr(required, replace)]
    pub bucket: String,
    /// EventBridge is told of everything.
    #[attr(optional, default = false)]
    pub eventbridge: bool,
    /// Functions.
    #[block(list)]
    pub lambda_function: Vec<Function>,
    /// Queues.
    #[block(list)]
    pub queue: Vec<Queue>,
    /// Topics.
    #[block(list)]
    pub topic: Vec<Topic>,
}

/// What is told to whom; the three kinds differ in the name of the target's ARN.
trait Target: Clone {
    /// Start of the ids of those that were given none.
    const PREFIX: &'static str;
    /// Its id, whom it names, of what, and the start and the end of the objects' names.
    fn parts(&self) -> (&Option<String>, &str, &Set<String>, &Option<String>, &Option<String>);
}

/// A block for one kind of target.
macro_rules! target {
    ($(#[$doc:meta])* $name:ident, $arn:ident: $ty:ty, $mark:ident, $prefix:literal, $text:expr) => {
        $(#[$doc])*
        #[derive(Nested, Clone, Default)]
        pub struct $name {
            /// Of what.
            #[attr(required)]
            pub events: Set<String>,
            /// Start of the objects' names.
            #[attr(optional)]
            pub filter_prefix: Option<String>,
            /// End of the objects' names.
            #[attr(optional)]
            pub filter_suffix: Option<String>,
            /// Its name in the bucket.
            #[attr(optional, computed)]
            pub id: Option<String>,
            /// To whom.
            #[attr($mark)]
            pub $arn: $ty,
        }

        impl Target for $name {
            const PREFIX: &'static str = $prefix;
            fn parts(&self) -> (&Option<String>, &str, &Set<String>, &Option<String>, &Option<String>) {
                let arn: fn(&Self) -> &str = $text;
                (&self.id, arn(self), &self.events, &self.filter_prefix, &self.filter_suffix)
            }
        }
    };
}

target!(
    /// A function that is called.
    Function, lambda_function_arn: Option<String>, optional, "tf-s3-lambda-",
    |f| f.lambda_function_arn.as_deref().unwrap_or_default()
);
target!(
    /// A queue that is written to.
    Queue, queue_arn: String, required, "tf-s3-queue-", |q| &q.queue_arn
);
target!(
    /// A topic that is written to.
    Topic, topic_arn: String, required, "tf-s3-topic-", |t| &t.topic_arn
);

part!(BucketNotification);

#[async_trait]
impl Part for BucketNotification {
    fn at(&self) -> At {
        At::of(&self.bucket, &None)
    }

    fn placed(at: At) -> Self {
        Self { id: at.id(), bucket: at.bucket, ..Self::default() }
    }

    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        send(cx, at, self.sent()?).await
    }

    async fn told(cx: &Cx, at: &At, req: &Req<Self>) -> Result<Option<Self>, Error> {
        let told = s3(cx).get_bucket_notification_configuration().bucket(&at.bucket).send().await?;
        let prior = &req.prior;
        let functions =
            told.lambda_function_configurations.unwrap_or_default().into_iter().map(|c| Function {
                lambda_function_arn: Some(c.lambda_function_arn),
                id: c.id,
                events: events_told(&c.events),
                filter_prefix: filtered(&c.filter, "prefix"),
                filter_suffix: filtered(&c.filter, "suffix"),
            });
        let queues = told.queue_configurations.unwrap_or_default().into_iter().map(|c| Queue {
            queue_arn: c.queue_arn,
            id: c.id,
            events: events_told(&c.events),
            filter_prefix: filtered(&c.filter, "prefix"),
            filter_suffix: filtered(&c.filter, "suffix"),
        });
        let topics = told.topic_configurations.unwrap_or_default().into_iter().map(|c| Topic {
            topic_arn: c.topic_arn,
            id: c.id,
            events: events_told(&c.events),
            filter_prefix: filtered(&c.filter, "prefix"),
            filter_suffix: filtered(&c.filter, "suffix"),
        });
        Ok(Some(Self {
            eventbridge: told.event_bridge_configuration.is_some(),
            lambda_function: in_order(functions, &prior.lambda_function),
            queue: in_order(queues, &prior.queue),
            topic: in_order(topics, &prior.topic),
            ..Self::placed(at.clone())
        }))
    }

    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error> {
        send(cx, at, sdk::NotificationConfiguration::builder().build()).await
    }

    /// What lets S3 call a function or write to a queue or topic counts a moment after it was said.
    fn again(e: &Error) -> bool {
        e.is(&["InvalidArgument"]) && e.message.contains("Unable to validate the following destination")
    }
}

async fn send(cx: &Cx, at: &At, configuration: sdk::NotificationConfiguration) -> Result<(), Error> {
    let call = s3(cx).put_bucket_notification_configuration().bucket(&at.bucket);
    call.notification_configuration(configuration).send().await?;
    Ok(())
}

impl BucketNotification {
    fn sent(&self) -> Result<sdk::NotificationConfiguration, Error> {
        let functions = self.lambda_function.iter().enumerate().map(|(i, f)| {
            let call =
                sdk::LambdaFunctionConfiguration::builder().id(name(f, i)).lambda_function_arn(f.parts().1);
            call.set_events(Some(events_sent(f))).set_filter(filter_sent(f)).build()
        });
        let queues = self.queue.iter().enumerate().map(|(i, q)| {
            let call = sdk::QueueConfiguration::builder().id(name(q, i)).queue_arn(q.parts().1);
            call.set_events(Some(events_sent(q))).set_filter(filter_sent(q)).build()
        });
        let topics = self.topic.iter().enumerate().map(|(i, t)| {
            let call = sdk::TopicConfiguration::builder().id(name(t, i)).topic_arn(t.parts().1);
            call.set_events(Some(events_sent(t))).set_filter(filter_sent(t)).build()
        });
        let functions = functions.collect::<Result<Vec<_>, _>>()?;
        let queues = queues.collect::<Result<Vec<_>, _>>()?;
        let topics = topics.collect::<Result<Vec<_>, _>>()?;
        Ok(sdk::NotificationConfiguration::builder()
            .set_event_bridge_configuration(
                self.eventbridge.then(|| sdk::EventBridgeConfiguration::builder().build()),
            )
            .set_lambda_function_configurations(given(&functions))
            .set_queue_configurations(given(&queues))
            .set_topic_configurations(given(&topics))
            .build())
    }
}

/// Its id, or one that follows from where it stands and what it says, so that the same call, sent again, means the same.
fn name<T: Target>(target: &T, place: usize) -> String {
    let (id, arn, events, prefix, suffix) = target.parts();
    text(id).unwrap_or_else(|| {
        let mut events = events.0.clone();
        events.sort();
        generated(T::PREFIX, &format!("{place} {arn} {events:?} {prefix:?} {suffix:?}"))
    })
}

fn events_sent<T: Target>(target: &T) -> Vec<sdk::Event> {
    target.parts().2.iter().map(|e| sdk::Event::from(e.as_str())).collect()
}

fn events_told(told: &[sdk::Event]) -> Set<String> {
    told.iter().map(|e| e.to_string()).collect()
}

fn filter_sent<T: Target>(target: &T) -> Option<sdk::NotificationConfigurationFilter> {
    let (_, _, _, prefix, suffix) = target.parts();
    let rule = |name: sdk::FilterRuleName, value: &Option<String>| {
        text(value).map(|v| sdk::FilterRule::builder().name(name).value(v).build())
    };
    let rules = [rule(sdk::FilterRuleName::Prefix, prefix), rule(sdk::FilterRuleName::Suffix, suffix)];
    let rules: Vec<_> = rules.into_iter().flatten().collect();
    let key = sdk::S3KeyFilter::builder().set_filter_rules(given(&rules)).build();
    (!rules.is_empty()).then(|| sdk::NotificationConfigurationFilter::builder().key(key).build())
}

/// The value of a filter's rule; AWS begins the names of rules with a capital letter.
fn filtered(told: &Option<sdk::NotificationConfigurationFilter>, name: &str) -> Option<String> {
    let rules = told.as_ref()?.key.as_ref()?.filter_rules.as_ref()?;
    let named = |r: &&sdk::FilterRule| r.name.as_ref().is_some_and(|n| n.as_str().eq_ignore_ascii_case(name));
    rules.iter().find(named)?.value.clone()
}

/// In the order of the state or plan, which AWS need not keep.
fn in_order<T: Target>(told: impl Iterator<Item = T>, prior: &[T]) -> Vec<T> {
    let known: Vec<String> = prior.iter().enumerate().map(|(i, t)| name(t, i)).collect();
    let place = |t: &T| known.iter().position(|k| Some(k) == t.parts().0.as_ref()).unwrap_or(usize::MAX);
    let mut told: Vec<T> = told.collect();
    told.sort_by_key(place);
    told
}
