using Cesuur.Domain;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Http;

/// <summary>One route: its request, its rules of access, its handler, in one class. Listed in <see cref="Routes"/>.</summary>
internal interface IEndpoint
{
    static abstract RouteHandlerBuilder Map(IEndpointRouteBuilder routes);
}

/// <summary>Who may call a route. Every route carries exactly one; a test sees to it.</summary>
internal sealed record Access(AccessKind Kind, Permission? Permission = null);

internal enum AccessKind
{
    Anonymous,
    Organisation,
    Operator,

    /// <summary>A partner, on behalf of no organisation.</summary>
    Partner,
    Candidate,
}

/// <summary>The errors of the catalogue that a route can answer with, for the API document.</summary>
internal sealed record Failures(IReadOnlyList<DomainError> Errors);

/// <summary>What a route answers with besides JSON, when it is asked for a file.</summary>
internal sealed record FileFormats(IReadOnlyList<string> ContentTypes);

/// <summary>The route answers with a stream of server-sent events: of which types, with what data.</summary>
internal sealed record EventTypesOf(IReadOnlyList<(string Type, Type Data)> Events);

/// <summary>The route does not take an <c>Idempotency-Key</c>: something else makes a repetition harmless.</summary>
internal sealed record NotIdempotent;

/// <summary>The route takes an <c>Idempotency-Key</c> of strangers too; the answers are kept with the operator.</summary>
internal sealed record IdempotentForStrangers;

internal static class EndpointConventions
{
    public static IEndpointRouteBuilder Add<T>(this IEndpointRouteBuilder routes)
        where T : IEndpoint
    {
        T.Map(routes).WithName(typeof(T).Name);
        return routes;
    }

    /// <summary>A key with this scope, or a user with a role that has it.</summary>
    public static RouteHandlerBuilder Requires(this RouteHandlerBuilder route, Permission permission) =>
        route.WithMetadata(new Access(
            permission == Permission.Platform ? AccessKind.Operator : AccessKind.Organisation, permission));

    /// <summary>Any signed-in user.</summary>
    public static RouteHandlerBuilder RequiresUser(this RouteHandlerBuilder route) =>
        route.WithMetadata(new Access(AccessKind.Organisation));

    /// <summary>A partner's key, for whichever organisation.</summary>
    public static RouteHandlerBuilder RequiresPartner(this RouteHandlerBuilder route) =>
        route.WithMetadata(new Access(AccessKind.Partner));

    /// <summary>A candidate's sitting token.</summary>
    public static RouteHandlerBuilder RequiresSitting(this RouteHandlerBuilder route) =>
        route.WithMetadata(new Access(AccessKind.Candidate));

    public static RouteHandlerBuilder Public(this RouteHandlerBuilder route) =>
        route.WithMetadata(new Access(AccessKind.Anonymous));

    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder route, params DomainError[] errors) =>
        route.WithMetadata(new Failures(errors));

    public static RouteHandlerBuilder AnswersAlso(this RouteHandlerBuilder route, params string[] contentTypes) =>
        route.WithMetadata(new FileFormats(contentTypes));

    /// <summary>How long the stream stays open says nothing of the route's speed, and no limit of time is its own.</summary>
    public static RouteHandlerBuilder Streams(this RouteHandlerBuilder route, params (string Type, Type Data)[] events)
    {
        route.DisableHttpMetrics();
        route.DisableRequestTimeout();
        return route.WithMetadata(new EventTypesOf(events));
    }

    public static RouteHandlerBuilder WithIdempotencyForStrangers(this RouteHandlerBuilder route) =>
        route.WithMetadata(new IdempotentForStrangers());

    public static RouteHandlerBuilder WithoutIdempotency(this RouteHandlerBuilder route) =>
        route.WithMetadata(new NotIdempotent());
}
