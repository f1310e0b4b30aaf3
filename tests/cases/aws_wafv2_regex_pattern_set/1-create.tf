resource "aws_wafv2_regex_pattern_set" "subject" {
  name        = "case-bots"
  description = "who says that it is one"
  scope       = "REGIONAL"

  regular_expression {
    regex_string = "bot"
  }

  regular_expression {
    regex_string = "^crawl"
  }

  tags = {
    Name = "case-bots"
  }
}

output "import_id" {
  value = "${aws_wafv2_regex_pattern_set.subject.id}/${aws_wafv2_regex_pattern_set.subject.name}/REGIONAL"
}
