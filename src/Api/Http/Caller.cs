using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Delivery;

namespace Cesuur.Api.Http;

/// <summary>Who is calling, for the length of the request.</summary>
internal sealed class Caller
{
    private const string Nobody = "anonymous";

    /// <summary>The id of the key, user or sitting, as the audit log and the ledger name it.</summary>
    public string Actor { get; private set; } = Nobody;

    /// <summary>False while nobody has shown a credential.</summary>
    public bool IsKnown => Actor != Nobody;

    /// <summary>How a sitting's events name who did it: background work has no caller.</summary>
    public string ActorOrServer => IsKnown ? Actor : Actors.Server;

    /// <summary>The user who is signed in; null for a key.</summary>
    public Id<User>? User { get; private set; }

    /// <summary>The session of the user's access token; null for all others.</summary>
    public Id<UserSession>? Session { get; set; }

    /// <summary>A candidate's ticket; null for all others.</summary>
    public SittingTicket? Ticket { get; private set; }

    /// <summary>The partner whose key this is; null for all others.</summary>
    public Id<Partner>? Partner { get; private set; }

    /// <summary>By which grant a partner works for the organisation, as the audit log names it; null for whoever belongs to it.</summary>
    public string? Via { get; private set; }

    public IReadOnlySet<string> Permissions { get; private set; } = new HashSet<string>();

    public bool IsOperator { get; private set; }

    /// <summary>Nobody is: the platform does this of its own accord, though somebody's request may have been the occasion.</summary>
    public bool IsSystem { get; private set; }

    /// <summary>How far the organisation's clock has been moved; zero outside sandboxes.</summary>
    public TimeSpan ClockOffset { get; set; }

    public Id<Sitting> Sitting => new(Ticket!.Value.Sitting);

    public void Become(string actor, IReadOnlySet<string> permissions, bool isOperator, TimeSpan clockOffset, Id<User>? user)
    {
        Actor = actor;
        Permissions = permissions;
        IsOperator = isOperator;
        ClockOffset = clockOffset;
        User = user;
    }

    public void BecomeSystem() => IsSystem = true;

    /// <summary>Without a credential, somebody has just proven to be this user: the audit log names them.</summary>
    public void Identify(Id<User> user)
    {
        User = user;
        Actor = user.ToString();
    }

    /// <summary>A partner that works for nobody yet: it may ask who granted it access.</summary>
    public void Become(PartnerKey key)
    {
        Actor = key.Id.ToString();
        Partner = key.PartnerId;
    }

    /// <summary>The partner on behalf of the organisation that granted it this.</summary>
    public void WorkBy(PartnerGrant grant, TimeSpan clockOffset)
    {
        Via = grant.Id.ToString();
        Permissions = grant.Scopes.ToHashSet();
        ClockOffset = clockOffset;
    }

    public void Become(SittingTicket ticket)
    {
        Ticket = ticket;
        Actor = new Id<Sitting>(ticket.Sitting).ToString();
    }
}
