resource "aws_wafv2_regex_pattern_set" "subject" {
  name  = "case-robots"
  scope = "REGIONAL"

  regular_expression {
    regex_string = "spider$"
  }
}

output "import_id" {
  value = "${aws_wafv2_regex_pattern_set.subject.id}/${aws_wafv2_regex_pattern_set.subject.name}/REGIONAL"
}
