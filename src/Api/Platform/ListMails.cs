using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Mail;

namespace Cesuur.Api.Platform;

/// <summary>A mail that the platform wrote.</summary>
public sealed record MailResponse
{
    public required Id<OutgoingMail> Id { get; init; }

    public required string Recipient { get; init; }

    public required string Subject { get; init; }

    /// <summary>The text of a mail that was kept. Empty for all others: it carries codes.</summary>
    public required string Body { get; init; }

    /// <summary><c>kept</c> where no mail server is set; <c>failed</c> when it is not tried again.</summary>
    public required MailState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }
}

/// <summary>The last 200 mails of all organisations, newest first, and what became of them.</summary>
internal sealed class ListMails : IEndpoint
{
    private const string Sql = """
        SELECT id, recipient, subject, CASE WHEN state = 'kept' THEN body ELSE '' END, state, created_at, sent_at
        FROM mails ORDER BY id DESC LIMIT 200
        """;

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
                Id = new Id<OutgoingMail>(reader.GetGuid(0)),
                Recipient = reader.GetString(1),
                Subject = reader.GetString(2),
                Body = reader.GetString(3),
                State = SnakeCaseEnum.Read<MailState>(reader.GetString(4)),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(5),
                SentAt = await reader.IsDBNullAsync(6, cancel) ? null : reader.GetFieldValue<DateTimeOffset>(6),
            });
        }

        return new Page<MailResponse> { Data = mails, NextCursor = null };
    }
}
