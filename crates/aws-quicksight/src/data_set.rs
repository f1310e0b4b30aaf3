//! `aws_quicksight_data_set`

use crate::quicksight::{
    Permission, Place, account_id, answer, granted, is_ours, natural, permissions, quicksight, retag,
    settled, string, tag_list,
};
use crate::shapes::{Shaped, first, shapes};
use crate::wire::{Body, Heard};
use provision_aws_core::prelude::*;
use serde_json::Value as Json;

shapes! {
    /// Columns that belong together, such as those of a place.
    ColumnGroup = "ColumnGroup";
    /// Columns that only some may see.
    ColumnRule = "ColumnLevelPermissionRule";
    /// What other data sets may be made of it.
    Usage = "DataSetUsageConfiguration";
    /// A folder of columns.
    FieldFolder = "FieldFolder";
    /// A table as it is shown: joined and transformed.
    LogicalTable = "LogicalTable";
    /// A table as the source has it: a table, a query, or files.
    PhysicalTable = "PhysicalTable";
    /// What an incremental refresh looks back at.
    Refresh = "DataSetRefreshProperties";
    /// The data set that says who may see which rows.
    RowRules = "RowLevelPermissionDataSet";
    /// The tags that say who may see which rows.
    RowTags = "RowLevelPermissionTagConfiguration";
}

/// Data that are prepared for analysis. (QuickSight CreateDataSet, UpdateDataSet)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_quicksight_data_set", tags, seconds(2, 1))]
pub struct DataSet {
    /// Its account and its id there.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The account that it is in.
    #[attr(optional, computed, replace, validate = account_id)]
    pub aws_account_id: Option<String>,
    /// Columns that belong together.
    #[block(list, max = 8)]
    pub column_groups: Vec<Shaped<ColumnGroup>>,
    /// Columns that only some may see.
    #[block(list)]
    pub column_level_permission_rules: Vec<Shaped<ColumnRule>>,
    /// Its id.
    #[attr(required, replace)]
    pub data_set_id: String,
    /// What other data sets may be made of it.
    #[block(list, max = 1, computed)]
    pub data_set_usage_configuration: Option<Shaped<Usage>>,
    /// Folders of columns.
    #[block(set, max = 1000)]
    pub field_folders: Set<Shaped<FieldFolder>>,
    /// `SPICE` (its data are taken along) or `DIRECT_QUERY`.
    #[attr(required, one_of("SPICE", "DIRECT_QUERY"))]
    pub import_mode: String,
    /// Its tables as they are shown.
    #[block(set, max = 64, computed)]
    pub logical_table_map: Set<Shaped<LogicalTable>>,
    /// Its name.
    #[attr(required, length(1, 128))]
    pub name: String,
    /// What its columns are in the end.
    #[attr(computed)]
    pub output_columns: Vec<OutputColumn>,
    /// Who may do what with it.
    #[block(set, max = 64)]
    pub permissions: Set<Permission>,
    /// Its tables as their sources have them.
    #[block(set, max = 32)]
    pub physical_table_map: Set<Shaped<PhysicalTable>>,
    /// What an incremental refresh looks back at.
    #[block(list, max = 1)]
    pub refresh_properties: Option<Shaped<Refresh>>,
    /// The data set that says who may see which rows.
    #[block(list, max = 1)]
    pub row_level_permission_data_set: Option<Shaped<RowRules>>,
    /// The tags that say who may see which rows.
    #[block(list, max = 1)]
    pub row_level_permission_tag_configuration: Option<Shaped<RowTags>>,
}

/// A column as it is in the end.
#[derive(Nested, Clone, Default)]
pub struct OutputColumn {
    /// What it holds.
    #[attr(computed)]
    pub description: String,
    /// Its name.
    #[attr(computed)]
    pub name: String,
    /// Its type.
    #[attr(computed)]
    pub r#type: String,
}

const SEPARATOR: char = ',';

/// What UpdateDataSet takes, all at once.
const OWN: [&str; 10] = [
    "column_groups",
    "column_level_permission_rules",
    "data_set_usage_configuration",
    "field_folders",
    "import_mode",
    "logical_table_map",
    "name",
    "physical_table_map",
    "row_level_permission_data_set",
    "row_level_permission_tag_configuration",
];

permissions!(data_set_id, describe_data_set_permissions, update_data_set_permissions);

impl DataSet {
    fn body(&self) -> Body {
        Body::default()
            .many("ColumnGroups", &self.column_groups)
            .many("ColumnLevelPermissionRules", &self.column_level_permission_rules)
            .one("DataSetUsageConfiguration", &self.data_set_usage_configuration)
            .map("FieldFolders", &self.field_folders)
            .map("LogicalTableMap", &self.logical_table_map)
            .map("PhysicalTableMap", &self.physical_table_map)
            .one("RowLevelPermissionDataSet", &self.row_level_permission_data_set)
            .one("RowLevelPermissionTagConfiguration", &self.row_level_permission_tag_configuration)
    }
}

#[async_trait]
impl Resource for DataSet {
    const TAGS_APART: bool = true;

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let refreshes = cx.get("refresh_properties").as_seq().is_some_and(|blocks| !blocks.is_empty());
        if refreshes && cx.get("import_mode").as_str() == Some("DIRECT_QUERY") {
            let detail = "`refresh_properties` needs `import_mode = \"SPICE\"`: a direct query has nothing to refresh.";
            return Err(Diagnostic::error("Refresh of a direct query", detail).into());
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.data_set_id);
        let call = quicksight(cx)
            .create_data_set()
            .aws_account_id(&at.account)
            .data_set_id(&at.id)
            .name(&planned.name)
            .import_mode(planned.import_mode.as_str().into())
            .set_permissions(granted(&planned.permissions)?)
            .set_tags(tag_list(&step.tags)?);
        call.customize().interceptor(planned.body()).send().await?;
        Created::new(Some(at.key(SEPARATOR)))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        answer(cx, reqs, |req| look(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let (from, to) = (change.from, change.to);
        let at = Place::parse(cx, &to.id, SEPARATOR)?;
        if change.any(&OWN) {
            let call = quicksight(cx)
                .update_data_set()
                .aws_account_id(&at.account)
                .data_set_id(&at.id)
                .name(&to.name)
                .import_mode(to.import_mode.as_str().into());
            settled(cx, || call.clone().customize().interceptor(to.body()).send()).await?;
        }
        regrant(cx, &at, &from.permissions, &to.permissions).await?;
        if change.changed("refresh_properties") {
            refresh(cx, &at, to).await?;
        }
        retag(cx, &to.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let at = Place::parse(cx, &prior.id, SEPARATOR)?;
        let call = quicksight(cx).delete_data_set().aws_account_id(at.account).data_set_id(at.id);
        settled(cx, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let at = Place::of(cx, &planned.aws_account_id, &planned.data_set_id);
        let told = described(cx, &at).await?;
        let arn = told.as_ref().map(|told| string(told, "Arn"));
        Ok(is_ours(cx, intent, arn.as_deref()).await?.then(|| at.key(SEPARATOR)))
    }

    fn natural_key(&self) -> Option<String> {
        natural(&self.aws_account_id, SEPARATOR, &self.data_set_id)
    }
}

/// What an incremental refresh looks back at. (QuickSight PutDataSetRefreshProperties, DeleteDataSetRefreshProperties)
async fn refresh(cx: &Cx, at: &Place, to: &DataSet) -> Result<(), Error> {
    if to.refresh_properties.is_none() {
        let call = quicksight(cx).delete_data_set_refresh_properties();
        there(call.aws_account_id(&at.account).data_set_id(&at.id).send().await)?;
        return Ok(());
    }
    let body = Body::default().one("DataSetRefreshProperties", &to.refresh_properties);
    let call = quicksight(cx).put_data_set_refresh_properties();
    let call = call.aws_account_id(&at.account).data_set_id(&at.id);
    settled(cx, || call.clone().customize().interceptor(body.clone()).send()).await?;
    Ok(())
}

/// One data set. (QuickSight DescribeDataSet)
async fn described(cx: &Cx, at: &Place) -> Result<Option<Json>, Error> {
    let heard = Heard::default();
    let call = quicksight(cx).describe_data_set().aws_account_id(&at.account).data_set_id(&at.id);
    let told = there(call.customize().interceptor(heard.clone()).send().await)?;
    Ok(told.and_then(|_| heard.json().get("DataSet").cloned()))
}

/// What an incremental refresh looks back at; of a data set that has no such thing AWS says that it is not found, or that the
/// question is invalid. (QuickSight DescribeDataSetRefreshProperties)
async fn refreshed(cx: &Cx, at: &Place) -> Result<Option<Shaped<Refresh>>, Error> {
    let heard = Heard::default();
    let call = quicksight(cx).describe_data_set_refresh_properties();
    let call = call.aws_account_id(&at.account).data_set_id(&at.id);
    match call.customize().interceptor(heard.clone()).send().await.map_err(Error::from) {
        Ok(_) => Ok(first(heard.json().get("DataSetRefreshProperties"))),
        Err(e) if e.is_not_found() || e.is(&["InvalidParameterValueException"]) => Ok(None),
        Err(e) => Err(e),
    }
}

async fn look(cx: &Cx, req: &Req<DataSet>) -> Result<Option<(Key, Found<DataSet>)>, Error> {
    let at = Place::parse(cx, &req.key, SEPARATOR)?;
    let Some(told) = described(cx, &at).await? else { return Ok(None) };
    let mut set = found(&at, &told);
    if req.phase != Phase::Deleted {
        set.permissions = permissions(cx, &at).await?;
        if set.import_mode == "SPICE" {
            set.refresh_properties = refreshed(cx, &at).await?;
        }
    }
    Ok(Some((set.arn.clone(), Found::ready(set))))
}

fn found(at: &Place, told: &Json) -> DataSet {
    let part = |name: &str| told.get(name).unwrap_or(&Json::Null);
    let column = |json: &Json| OutputColumn {
        description: string(json, "Description"),
        name: string(json, "Name"),
        r#type: string(json, "Type"),
    };
    DataSet {
        id: at.key(SEPARATOR),
        arn: string(told, "Arn"),
        aws_account_id: Some(at.account.clone()),
        column_groups: Shaped::told_all(part("ColumnGroups")),
        column_level_permission_rules: Shaped::told_all(part("ColumnLevelPermissionRules")),
        data_set_id: at.id.clone(),
        data_set_usage_configuration: first(told.get("DataSetUsageConfiguration")),
        field_folders: Shaped::told_map(part("FieldFolders")),
        import_mode: string(told, "ImportMode"),
        logical_table_map: Shaped::told_map(part("LogicalTableMap")),
        name: string(told, "Name"),
        output_columns: part("OutputColumns").as_array().into_iter().flatten().map(column).collect(),
        permissions: Set::default(),
        physical_table_map: Shaped::told_map(part("PhysicalTableMap")),
        refresh_properties: None,
        row_level_permission_data_set: first(told.get("RowLevelPermissionDataSet")),
        row_level_permission_tag_configuration: first(told.get("RowLevelPermissionTagConfiguration")),
    }
}
