resource "aws_wafv2_regex_pattern_set" "subject" {
  name        = "case-bots"
  description = "who says that it is one"
  scope       = "REGIONAL"

  regular_expression {
    regex_string = "spider$"
  }

  tags = {
    Name = "case-bots-2"
  }
}

output "import_id" {
  value = "${aws_wafv2_regex_pattern_set.subject.id}/${aws_wafv2_regex_pattern_set.subject.name}/REGIONAL"
}
