namespace Cesuur.Domain.Webhooks;

public static class WebhookErrors
{
    public static readonly DomainError UrlRefused =
        new("webhook_url_refused", ErrorKind.Invalid, "Webhooks are not sent to this address");

    public static readonly DomainError UnknownEventType =
        new("unknown_event_type", ErrorKind.Invalid, "There is no such event type");

    public static readonly DomainError EndpointDisabled =
        new("webhook_endpoint_disabled", ErrorKind.Conflict, "The endpoint is disabled; enable it first");
}
