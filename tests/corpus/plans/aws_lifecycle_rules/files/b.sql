select
  2
