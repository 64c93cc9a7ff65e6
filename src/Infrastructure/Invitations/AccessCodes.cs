using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Invitations;

/// <summary>Where a code leads.</summary>
public sealed record AccessCodeTarget(Id<Organisation> Organisation, Id<Invitation> Invitation);

/// <summary>The codes of all organisations. A candidate types nothing else, so the code alone must lead to its organisation.</summary>
public sealed class AccessCodes(AppDb db)
{
    /// <summary>
    /// Makes the codes of invitations work that are written in the same transaction, after this. Where a code is
    /// taken, whoever's it is, the invitation gets another.
    /// </summary>
    public async Task PublishAsync(IReadOnlyCollection<Invitation> invitations, CancellationToken cancel)
    {
        var unpublished = invitations;
        while (await WriteAsync(unpublished, cancel) < unpublished.Count)
        {
            unpublished = await TakenAsync(unpublished, cancel);
            foreach (var invitation in unpublished)
            {
                invitation.Recode();
            }
        }
    }

    /// <summary>Where codes lead; those that lead nowhere are not among them.</summary>
    public async Task<IReadOnlyDictionary<string, AccessCodeTarget>> FindAsync(IEnumerable<string> codes, CancellationToken cancel)
    {
        var rows = await db.Database
            .SqlQuery<Row>($"""
                SELECT n.code AS "Code", c.tenant_id AS "TenantId", c.invitation_id AS "InvitationId"
                FROM unnest({codes.Distinct().ToArray()}) AS n (code) CROSS JOIN LATERAL find_access_code(n.code) c
                """)
            .ToListAsync(cancel);
        return rows.ToDictionary(row => row.Code, row => new AccessCodeTarget(new Id<Organisation>(row.TenantId), new Id<Invitation>(row.InvitationId)));
    }

    private Task<int> WriteAsync(IReadOnlyCollection<Invitation> invitations, CancellationToken cancel)
    {
        var codes = invitations.Select(invitation => invitation.Code).ToArray();
        var ids = invitations.Select(invitation => invitation.Id.Value).ToArray();
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO access_codes (code, tenant_id, invitation_id)
            SELECT code, {db.TenantId.Value}, id FROM unnest({codes}, {ids}) AS n (code, id) ON CONFLICT DO NOTHING
            """,
            cancel);
    }

    /// <summary>Those whose code leads to another invitation. Codes cannot be read, only followed.</summary>
    private async Task<List<Invitation>> TakenAsync(IReadOnlyCollection<Invitation> invitations, CancellationToken cancel)
    {
        var codes = invitations.Select(invitation => invitation.Code).ToArray();
        var ids = invitations.Select(invitation => invitation.Id.Value).ToArray();
        var taken = await db.Database
            .SqlQuery<Guid>($"""
                SELECT n.id AS "Value" FROM unnest({codes}, {ids}) AS n (code, id) CROSS JOIN LATERAL find_access_code(n.code) c WHERE c.invitation_id <> n.id
                """)
            .ToListAsync(cancel);
        return [.. invitations.Where(invitation => taken.Contains(invitation.Id.Value))];
    }

    private sealed record Row(string Code, Guid TenantId, Guid InvitationId);
}
