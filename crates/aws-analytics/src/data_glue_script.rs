//! `data.aws_glue_script`

use crate::glue::glue;
use aws_sdk_glue::types::{self, Language};
use provision_aws_core::prelude::*;

/// A script that Glue writes from a graph of steps. (Glue CreateScript)
#[derive(DataSource, Clone, Default)]
#[data(type = "aws_glue_script")]
pub struct ScriptData {
    /// The region.
    #[attr(id)]
    pub id: String,
    /// What follows what.
    #[block(list, min = 1)]
    pub dag_edge: Vec<Edge>,
    /// The steps.
    #[block(list, min = 1)]
    pub dag_node: Vec<Node>,
    /// `PYTHON` or `SCALA`.
    #[attr(optional, default = "PYTHON", one_of("PYTHON", "SCALA"))]
    pub language: Option<String>,
    /// The script in Python.
    #[attr(computed)]
    pub python_script: Option<String>,
    /// The script in Scala.
    #[attr(computed)]
    pub scala_code: Option<String>,
}

/// What follows what.
#[derive(Nested, Clone, Default)]
pub struct Edge {
    /// The step before.
    #[attr(required)]
    pub source: String,
    /// The step after.
    #[attr(required)]
    pub target: String,
    /// The parameter that takes what comes.
    #[attr(optional)]
    pub target_parameter: Option<String>,
}

/// A step.
#[derive(Nested, Clone, Default)]
pub struct Node {
    /// What it is told.
    #[block(list, min = 1)]
    pub args: Vec<Argument>,
    /// Its name.
    #[attr(required)]
    pub id: String,
    /// Its line.
    #[attr(optional)]
    pub line_number: Option<i64>,
    /// What it does.
    #[attr(required)]
    pub node_type: String,
}

/// What a step is told.
#[derive(Nested, Clone, Default)]
pub struct Argument {
    /// Its name.
    #[attr(required)]
    pub name: String,
    /// It is a parameter of the script.
    #[attr(optional)]
    pub param: Option<bool>,
    /// Its value.
    #[attr(required)]
    pub value: String,
}

#[async_trait]
impl DataSource for ScriptData {
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>> {
        each(configs, 5, |config| one(cx, config)).await
    }
}

async fn one(cx: &Cx, config: &ScriptData) -> Result<ScriptData, Error> {
    let nodes: Result<Vec<_>, Error> = config.dag_node.iter().map(Node::request).collect();
    let edges: Result<Vec<_>, Error> = config.dag_edge.iter().map(Edge::request).collect();
    let told = glue(cx)
        .create_script()
        .set_dag_edges(Some(edges?))
        .set_dag_nodes(Some(nodes?))
        .set_language(text(&config.language).map(|l| Language::from(l.as_str())))
        .send()
        .await?;
    Ok(ScriptData {
        id: cx.region().to_owned(),
        python_script: told.python_script,
        scala_code: told.scala_code,
        ..config.clone()
    })
}

impl Edge {
    fn request(&self) -> Result<types::CodeGenEdge, Error> {
        let builder = types::CodeGenEdge::builder().source(&self.source).target(&self.target);
        Ok(builder.set_target_parameter(text(&self.target_parameter)).build()?)
    }
}

impl Node {
    fn request(&self) -> Result<types::CodeGenNode, Error> {
        let argument = |a: &Argument| {
            let builder = types::CodeGenNodeArg::builder().name(&a.name).value(&a.value);
            builder.param(a.param.unwrap_or_default()).build()
        };
        let arguments: Result<Vec<_>, _> = self.args.iter().map(argument).collect();
        let builder = types::CodeGenNode::builder().id(&self.id).node_type(&self.node_type);
        let builder = builder.line_number(int(self.line_number).unwrap_or_default());
        Ok(builder.set_args(Some(arguments?)).build()?)
    }
}
