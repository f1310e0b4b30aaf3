resource "aws_launch_template" "subject" {
  name          = "template-2"
  instance_type = "m5.large"

  cpu_options {
    core_count       = 1
    threads_per_core = 1
  }

  enclave_options {
    enabled = true
  }

  tags = {
    Name = "third"
  }
}

output "import_id" {
  value = aws_launch_template.subject.id
}
