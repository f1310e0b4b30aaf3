resource "aws_guardduty_detector" "subject" {
  finding_publishing_frequency = "ONE_HOUR"

  datasources {
    s3_logs {
      enable = true
    }

    kubernetes {
      audit_logs {
        enable = false
      }
    }

    malware_protection {
      scan_ec2_instance_with_findings {
        ebs_volumes {
          enable = false
        }
      }
    }
  }

  tags = {
    Name = "watch"
  }
}

output "import_id" {
  value = aws_guardduty_detector.subject.id
}
