resource "aws_guardduty_detector" "subject" {
  enable                       = false
  finding_publishing_frequency = "FIFTEEN_MINUTES"

  datasources {
    s3_logs {
      enable = false
    }

    kubernetes {
      audit_logs {
        enable = true
      }
    }

    malware_protection {
      scan_ec2_instance_with_findings {
        ebs_volumes {
          enable = true
        }
      }
    }
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_guardduty_detector.subject.id
}
