# A2: a survey file that lands under `survey/` in raw is read at once, and lies in curated as Parquet a moment later.

# AWS's own layer with pandas and what reads Excel.
locals {
  pandas_layer = "arn:${data.aws_partition.current.partition}:lambda:${var.region}:336392948345:layer:AWSSDKPandas-Python312:16"
}

data "aws_iam_policy_document" "survey" {
  count = var.analysis.survey ? 1 : 0

  statement {
    sid       = "ReadSurveys"
    actions   = ["s3:GetObject"]
    resources = ["${module.lake["raw"].arn}/survey/*"]
  }

  statement {
    sid       = "WriteAnswers"
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${module.lake["curated"].arn}/survey/*"]
  }

  statement {
    sid       = "ListAnswers"
    actions   = ["s3:ListBucket"]
    resources = [module.lake["curated"].arn]
  }

  statement {
    sid       = "EncryptLake"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.data.arn]
  }
}

module "survey" {
  source = "./modules/function"
  count  = var.analysis.survey ? 1 : 0

  name        = "${var.name}-survey"
  description = "Survey files to Parquet"
  package     = "${path.module}/assets/survey.zip"
  key_arn     = aws_kms_key.data.arn
  layers      = var.pandas_layer ? [local.pandas_layer] : []
  memory      = 1024
  timeout     = 300
  policy      = data.aws_iam_policy_document.survey[0].json

  environment = {
    TARGET = "s3://${module.lake["curated"].id}/survey/"
  }
}

resource "aws_lambda_permission" "survey" {
  count = var.analysis.survey ? 1 : 0

  statement_id   = "raw-bucket"
  action         = "lambda:InvokeFunction"
  function_name  = module.survey[0].name
  principal      = "s3.amazonaws.com"
  source_arn     = module.lake["raw"].arn
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_s3_bucket_notification" "raw" {
  count = var.analysis.survey ? 1 : 0

  bucket = module.lake["raw"].id

  dynamic "lambda_function" {
    for_each = toset([".csv", ".xlsx"])

    content {
      id                  = "survey${replace(lambda_function.key, ".", "-")}"
      lambda_function_arn = module.survey[0].arn
      events              = ["s3:ObjectCreated:*"]
      filter_prefix       = "survey/"
      filter_suffix       = lambda_function.key
    }
  }

  # S3 tries whether it may call the function.
  depends_on = [aws_lambda_permission.survey]
}
