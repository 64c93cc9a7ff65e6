using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

/// <summary>A mail that was kept instead of sent.</summary>
public sealed record MailResponse
{
    public required string Recipient { get; init; }

    public required string Subject { get; init; }

    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The last mails of all organisations that development kept instead of sending, newest first.</summary>
internal sealed class ListMails : IEndpoint
{
    private const string Sql = "SELECT recipient, subject, body, created_at FROM mails ORDER BY id DESC LIMIT 200";

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/mails", Handle)
        .Requires(Permission.Platform);

    private static async Task<Page<MailResponse>> Handle(Databases databases, CancellationToken cancel)
    {
        var mails = new List<MailResponse>();
        await using var command = databases.Worker.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            mails.Add(new MailResponse
            {
                Recipient = reader.GetString(0),
                Subject = reader.GetString(1),
                Body = reader.GetString(2),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(3),
            });
        }

        return new Page<MailResponse> { Data = mails, NextCursor = null };
    }
}
