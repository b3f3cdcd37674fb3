"""The queue at Amazon SQS. Needs the package "boto3"; credentials come from where boto3 finds them."""

from django_q.brokers import aws_sqs

from config.workers.brokers.patient import Outside


class Broker(Outside, aws_sqs.Sqs):
    pass
