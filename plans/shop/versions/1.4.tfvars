# Clicks are put where they belong as they come in, so that no job refines them; AWS Backup, every night and to a point in time.
analysis = {
  clicks = "partitioned"
}
