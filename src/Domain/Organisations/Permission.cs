namespace Cesuur.Domain.Organisations;

/// <summary>
/// What a credential may do; a key carries them as scopes, a user has those of their roles. On the
/// wire <c>candidates:write</c> and so on.
/// </summary>
public sealed record Permission
{
    private Permission(string name) => Name = name;

    public string Name { get; }

    public static readonly Permission OrganisationRead = new("organisation:read");
    public static readonly Permission OrganisationWrite = new("organisation:write");
    public static readonly Permission DepartmentsWrite = new("departments:write");
    public static readonly Permission AuditRead = new("audit:read");
    public static readonly Permission PartnersWrite = new("partners:write");
    public static readonly Permission KeysWrite = new("keys:write");
    public static readonly Permission UsersRead = new("users:read");
    public static readonly Permission UsersWrite = new("users:write");
    public static readonly Permission CandidatesRead = new("candidates:read");
    public static readonly Permission CandidatesWrite = new("candidates:write");

    /// <summary>Importing, merging, erasing candidates, and exporting all that is known of one.</summary>
    public static readonly Permission CandidatesManage = new("candidates:manage");
    public static readonly Permission CreditsRead = new("credits:read");
    public static readonly Permission TransactionsRead = new("transactions:read");
    public static readonly Permission CreditsRedeem = new("credits:redeem");
    public static readonly Permission OrdersRead = new("orders:read");
    public static readonly Permission OrdersWrite = new("orders:write");
    public static readonly Permission CreditsAllocate = new("credits:allocate");
    public static readonly Permission PricesWrite = new("prices:write");
    public static readonly Permission TestsRead = new("tests:read");

    /// <summary>Authoring: tests, versions and media, and with that seeing keys and rubrics, which are secret to all others (N art. 2.3, annex 5).</summary>
    public static readonly Permission TestsWrite = new("tests:write");
    public static readonly Permission InvitationsRead = new("invitations:read");
    public static readonly Permission InvitationsWrite = new("invitations:write");
    public static readonly Permission SittingsRead = new("sittings:read");

    /// <summary>Invigilating: identity and attendance, extra time, pausing, ending and reopening.</summary>
    public static readonly Permission SittingsWrite = new("sittings:write");
    public static readonly Permission SessionsRead = new("sessions:read");
    public static readonly Permission SessionsWrite = new("sessions:write");
    public static readonly Permission RatingsWrite = new("ratings:write");

    /// <summary>Rating tasks of rating rounds, each blind to the candidate and to the other ratings.</summary>
    public static readonly Permission TasksRate = new("tasks:rate");

    /// <summary>The exam board's: authorising raters, rating rounds and their cases, and establishing results, which it sees before that.</summary>
    public static readonly Permission BoardWrite = new("board:write");

    /// <summary>Proposing corrections of a published version, and previewing what they do.</summary>
    public static readonly Permission CorrectionsWrite = new("corrections:write");

    /// <summary>Deciding on corrections that somebody else proposed (N art. 5–6; P §4).</summary>
    public static readonly Permission CorrectionsDecide = new("corrections:decide");
    public static readonly Permission ResultsRead = new("results:read");
    public static readonly Permission ReportsWrite = new("reports:write");
    public static readonly Permission WebhooksRead = new("webhooks:read");
    public static readonly Permission WebhooksWrite = new("webhooks:write");
    public static readonly Permission SandboxWrite = new("sandbox:write");

    /// <summary>The operator's; no other organisation's key can carry it.</summary>
    public static readonly Permission Platform = new("platform");

    /// <summary>Every permission that an organisation can hand out.</summary>
    public static readonly IReadOnlyList<Permission> All =
    [
        OrganisationRead, OrganisationWrite, DepartmentsWrite, AuditRead, PartnersWrite, KeysWrite, UsersRead, UsersWrite,
        CandidatesRead, CandidatesWrite, CandidatesManage, CreditsRead, TransactionsRead, CreditsRedeem, CreditsAllocate,
        PricesWrite, OrdersRead, OrdersWrite, TestsRead, TestsWrite, InvitationsRead, InvitationsWrite, SittingsRead, SittingsWrite, SessionsRead, SessionsWrite,
        RatingsWrite, TasksRate, BoardWrite, CorrectionsWrite, CorrectionsDecide, ResultsRead, ReportsWrite, WebhooksRead, WebhooksWrite, SandboxWrite,
    ];

    public override string ToString() => Name;
}
