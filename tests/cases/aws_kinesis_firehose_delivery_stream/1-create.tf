resource "aws_kinesis_firehose_delivery_stream" "subject" {
  name        = "clicks"
  destination = "extended_s3"

  extended_s3_configuration {
    role_arn            = aws_iam_role.main.arn
    bucket_arn          = aws_s3_bucket.main.arn
    prefix              = "clicks/!{partitionKeyFromQuery:shop}/"
    error_output_prefix = "errors/"
    buffering_size      = 64
    buffering_interval  = 60

    dynamic_partitioning_configuration {
      enabled = true
    }

    processing_configuration {
      enabled = true

      processors {
        type = "MetadataExtraction"

        parameters {
          parameter_name  = "JsonParsingEngine"
          parameter_value = "JQ-1.6"
        }

        parameters {
          parameter_name  = "MetadataExtractionQuery"
          parameter_value = "{shop:.shop}"
        }
      }
    }
  }

  server_side_encryption {
    enabled = true
  }

  tags = {
    Name = "clicks"
  }
}

output "import_id" {
  value = aws_kinesis_firehose_delivery_stream.subject.arn
}
