# The estate as it is: clicks are Parquet from the start. Nothing differs from the defaults of variables.tf.
analysis = {
  clicks = "parquet"
}
