//! `data.aws_chatbot_slack_workspace`

use crate::chatbot::{PAGE, chatbot};
use aws_sdk_chatbot::types::SlackWorkspace;
use provision_aws_core::prelude::*;

/// A workspace of Slack that somebody has let AWS into. (Chatbot DescribeSlackWorkspaces)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_chatbot_slack_workspace", sdk = "framework")]
pub struct SlackWorkspaceData {
    /// Its id.
    #[attr(computed)]
    pub slack_team_id: String,
    /// Its name.
    #[attr(required)]
    pub slack_team_name: String,
}

#[async_trait]
impl DataSource for SlackWorkspaceData {
    /// All are told together.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        let all = workspaces(cx).await;
        let answer = |config: &Self| {
            let all = all.as_ref().map_err(Clone::clone)?;
            match all.iter().find(|w| w.slack_team_name == config.slack_team_name) {
                Some(told) => Ok(Self {
                    slack_team_id: told.slack_team_id.clone(),
                    slack_team_name: told.slack_team_name.clone(),
                }),
                None => {
                    let message = format!("AWS knows no Slack workspace \"{}\".", config.slack_team_name);
                    let help = "Somebody has to allow it once: AWS console, Chatbot, Configure new client.";
                    Err(Error::new(Class::NotFound, message).help(help))
                }
            }
        };
        configs.iter().map(answer).collect()
    }
}

async fn workspaces(cx: &Cx) -> Result<Vec<SlackWorkspace>, Error> {
    let pages = chatbot(cx).describe_slack_workspaces().max_results(PAGE).into_paginator().send();
    let pages: Vec<_> = pages.try_collect().await?;
    Ok(pages.into_iter().flat_map(|p| p.slack_workspaces.unwrap_or_default()).collect())
}
