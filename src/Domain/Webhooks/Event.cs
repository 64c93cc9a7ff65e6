namespace Cesuur.Domain.Webhooks;

/// <summary>Something that happened, written in the transaction in which it happened; webhooks carry it on.</summary>
public sealed class Event : TenantOwned, IIdentified
{
    private Event()
    {
    }

    public static string IdPrefix => "evt";

    public Id<Event> Id { get; private set; }

    public string Type { get; private set; } = null!;

    /// <summary>The whole resource as its GET shows it, as JSON.</summary>
    public string Data { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Whether its deliveries are made: one for each endpoint that wants it.</summary>
    public bool Dispatched { get; private set; }

    public static Event Raise(string type, string data, DateTimeOffset now) => new()
    {
        Id = Id<Event>.New(),
        Type = type,
        Data = data,
        CreatedAt = now,
    };

    /// <summary>A test send's. It goes to one endpoint only, so its delivery is made with it.</summary>
    public static Event RaiseTest(string data, DateTimeOffset now)
    {
        var raised = Raise(EventTypes.EndpointTest, data, now);
        raised.Dispatched = true;
        return raised;
    }
}

/// <summary>The types of events that exist.</summary>
public static class EventTypes
{
    public const string InvitationCreated = "invitation.created";
    public const string InvitationDeactivated = "invitation.deactivated";
    public const string InvitationExpired = "invitation.expired";
    public const string InvitationAbsent = "invitation.absent";
    public const string SittingStarted = "sitting.started";
    public const string SittingSubmitted = "sitting.submitted";
    public const string SittingTimedOut = "sitting.timed_out";
    public const string SittingTerminated = "sitting.terminated";
    public const string SittingReopened = "sitting.reopened";
    public const string RatingFinalised = "rating.finalised";
    public const string RatingReopened = "rating.reopened";
    public const string ResultGraded = "result.graded";
    public const string ResultRevised = "result.revised";
    public const string CreditsRedeemed = "credits.redeemed";
    public const string CreditsSpent = "credits.spent";
    public const string CreditsRefunded = "credits.refunded";
    public const string OrderPaid = "order.paid";
    public const string OrderFailed = "order.failed";
    public const string CreditsLow = "credits.low";
    public const string LicenceActivated = "licence.activated";
    public const string LicenceExpiring = "licence.expiring";
    public const string LicenceExpired = "licence.expired";
    public const string CandidateErased = "candidate.erased";
    public const string ReportReady = "report.ready";
    public const string ImportFinished = "import.finished";

    /// <summary>What a test send carries.</summary>
    public const string EndpointTest = "endpoint.test";

    public static readonly IReadOnlyList<string> All =
    [
        InvitationCreated, InvitationDeactivated, InvitationAbsent, InvitationExpired, SittingStarted, SittingSubmitted, SittingTimedOut, SittingTerminated,
        SittingReopened, RatingFinalised, RatingReopened, ResultGraded, ResultRevised, CreditsRedeemed, CreditsSpent, CreditsRefunded, CreditsLow, OrderPaid,
        OrderFailed, LicenceActivated, ReportReady, LicenceExpiring, LicenceExpired, CandidateErased, ImportFinished,
    ];
}
