using Cesuur.Domain.Licensing;

namespace Cesuur.Domain.AccountRequests;

public enum AccountRequestState
{
    /// <summary>Waits for the operator.</summary>
    Submitted,

    /// <summary>The organisation is there, and its users have been invited.</summary>
    Approved,

    Rejected,
}

/// <summary>Who asks, and is told what came of it.</summary>
public sealed record AccountRequestContact(string Name, string Email);

/// <summary>A school's request for accounts (E). It belongs to the operator, who decides about it once.</summary>
public sealed class AccountRequest : TenantOwned, IIdentified
{
    public const int MaxUsers = 50;

    private AccountRequest()
    {
    }

    public static string IdPrefix => "areq";

    public Id<AccountRequest> Id { get; private set; }

    public string OrganisationName { get; private set; } = null!;

    public string ContactName { get; private set; } = null!;

    public string ContactEmail { get; private set; } = null!;

    /// <summary><c>nl</c> or <c>en</c>: in which the contact is answered.</summary>
    public string Language { get; private set; } = null!;

    public LicenceKind Licence { get; private set; }

    /// <summary>The fields of study whose tests are wanted.</summary>
    public string[] Fields { get; private set; } = null!;

    public AccountRequestState State { get; private set; }

    /// <summary>What the approval made.</summary>
    public Id<Organisation>? OrganisationId { get; private set; }

    public string? RejectionReason { get; private set; }

    public DateTimeOffset SubmittedAt { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <exception cref="DomainException"><c>account_request_invalid</c>, with all that is wrong</exception>
    public static AccountRequest Submit(
        string organisationName, AccountRequestContact contact, string language, LicenceKind licence,
        IReadOnlyList<string> fields, IReadOnlyList<WantedUser> users, DateTimeOffset now)
    {
        var wrong = WantedUsersCheck.Of(licence, fields, users);
        if (wrong.Count > 0)
        {
            throw new DomainException(AccountRequestErrors.Invalid, errors: wrong);
        }

        return new AccountRequest
        {
            Id = Id<AccountRequest>.New(),
            OrganisationName = organisationName,
            ContactName = contact.Name,
            ContactEmail = contact.Email,
            Language = language,
            Licence = licence,
            Fields = [.. fields.Distinct()],
            State = AccountRequestState.Submitted,
            SubmittedAt = now,
        };
    }

    /// <exception cref="DomainException"><c>account_request_decided</c></exception>
    public void RequireUndecided()
    {
        if (State != AccountRequestState.Submitted)
        {
            throw new DomainException(AccountRequestErrors.Decided, $"It was {(State == AccountRequestState.Approved ? "approved" : "rejected")} at {DecidedAt:O}.");
        }
    }

    public void Approve(Id<Organisation> organisation, DateTimeOffset now)
    {
        RequireUndecided();
        State = AccountRequestState.Approved;
        OrganisationId = organisation;
        DecidedAt = now;
    }

    public void Reject(string reason, DateTimeOffset now)
    {
        RequireUndecided();
        State = AccountRequestState.Rejected;
        RejectionReason = reason;
        DecidedAt = now;
    }
}
