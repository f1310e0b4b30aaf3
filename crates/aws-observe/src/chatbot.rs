//! What all Chatbot types share: the client.

use provision_aws_core::prelude::*;

/// The regions in which Chatbot's API answers; each knows the configurations of all.
const REGIONS: [&str; 4] = ["us-east-2", "us-west-2", "ap-southeast-1", "eu-west-1"];

/// The region that is asked from the others.
const ELSEWHERE: &str = "us-west-2";

provision_aws_core::client!(
    /// The Chatbot client.
    chatbot,
    aws_sdk_chatbot,
    ["chatbot"],
    |base: &provision_aws_core::clients::Base, config: aws_sdk_chatbot::config::Builder| {
        let here = base.sdk().region().is_some_and(|r| REGIONS.contains(&r.as_ref()));
        if here { config } else { config.region(aws_sdk_chatbot::config::Region::new(ELSEWHERE)) }
    }
);

/// Configurations that a page holds.
pub const PAGE: i32 = 100;

/// Tags as Chatbot tells them.
pub fn tags(told: Option<&[aws_sdk_chatbot::types::Tag]>) -> Tags {
    told.into_iter().flatten().map(|t| (t.tag_key.clone(), t.tag_value.clone())).collect()
}

/// Tags as Chatbot takes them; `None` for none.
pub fn tag_list(tags: &Tags) -> Result<Option<Vec<aws_sdk_chatbot::types::Tag>>, Error> {
    let tag = |(k, v)| aws_sdk_chatbot::types::Tag::builder().tag_key(k).tag_value(v).build();
    let tags = tags.iter().map(tag).collect::<Result<Vec<_>, _>>()?;
    Ok((!tags.is_empty()).then_some(tags))
}
