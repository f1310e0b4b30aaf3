resource "aws_backup_region_settings" "subject" {
  resource_type_opt_in_preference = {
    Aurora                   = true
    CloudFormation           = true
    DocumentDB               = true
    DynamoDB                 = true
    EBS                      = true
    EC2                      = true
    EFS                      = true
    FSx                      = true
    Neptune                  = true
    RDS                      = true
    Redshift                 = true
    S3                       = true
    "SAP HANA on Amazon EC2" = true
    "Storage Gateway"        = true
    Timestream               = true
    VirtualMachine           = true
  }

  resource_type_management_preference = {
    DynamoDB = true
    EFS      = true
  }
}

output "import_id" {
  value = aws_backup_region_settings.subject.id
}
