"""Kinesis: the tags that a stream is made with."""

from moto.kinesis.responses import KinesisResponse


def create_stream(original):
    """https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html"""

    def create(self):
        answer = original(self)
        tags = self._get_param("Tags")
        if tags:
            self.kinesis_backend.add_tags_to_stream(stream_arn=None, stream_name=self._get_param("StreamName"), tags=tags)
        return answer

    return create


def apply():
    KinesisResponse.create_stream = create_stream(KinesisResponse.create_stream)
