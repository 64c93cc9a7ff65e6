using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Catalogue;
using Cesuur.Domain.AccountRequests;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.AccountRequests;

/// <summary>The parts of the upload.</summary>
public sealed record AccountRequestUpload
{
    /// <summary>What is asked for, as JSON.</summary>
    public required AccountRequestSubmission Request { get; init; }

    /// <summary>The form of each user, signed by their manager, in the order of the users: PDF, PNG or JPEG of at most 10 MiB.</summary>
    public required IReadOnlyList<IFormFile> Forms { get; init; }

    /// <summary>The non-disclosure agreement that each user signed, in the order of the users: PDF, PNG or JPEG of at most 10 MiB.</summary>
    public required IReadOnlyList<IFormFile> NonDisclosureAgreements { get; init; }
}

public sealed record AccountRequestSubmission
{
    /// <summary>The name of the organisation to be.</summary>
    [Required, StringLength(200, MinimumLength = 1), RegularExpression(OneLine)]
    public required string OrganisationName { get; init; }

    public required AccountRequestContactSubmission Contact { get; init; }

    /// <summary>In which the contact and the users are written to: <c>nl</c> or <c>en</c>.</summary>
    [AllowedValues("nl", "en")]
    public string Language { get; init; } = "nl";

    /// <summary>The kind of licence that is wanted.</summary>
    public required LicenceKind Licence { get; init; }

    /// <summary>The fields of study whose tests are wanted, such as <c>zorg-en-welzijn</c>.</summary>
    [Length(1, 50), FieldsOfStudy]
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>At least one of them is an admin. With a licence of the kind <c>teacher</c> there is one, who is admin and teacher.</summary>
    [Length(1, AccountRequest.MaxUsers)]
    public required IReadOnlyList<AccountRequestUserSubmission> Users { get; init; }

    internal const string OneLine = @"\P{Cc}+";
}

/// <summary>Who asks, and is told what came of it.</summary>
public sealed record AccountRequestContactSubmission
{
    [Required, StringLength(200, MinimumLength = 1), RegularExpression(AccountRequestSubmission.OneLine)]
    public required string Name { get; init; }

    [EmailAddress, StringLength(254), RegularExpression(AccountRequestSubmission.OneLine)]
    public required string Email { get; init; }
}

/// <summary>Somebody for whom an account is asked.</summary>
public sealed record AccountRequestUserSubmission
{
    [Required, StringLength(200, MinimumLength = 1), RegularExpression(AccountRequestSubmission.OneLine)]
    public required string Name { get; init; }

    [EmailAddress, StringLength(254), RegularExpression(AccountRequestSubmission.OneLine)]
    public required string Email { get; init; }

    /// <summary>All but <c>department_admin</c>: a new organisation has no departments yet.</summary>
    [Length(1, 10)]
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>The fields that were ticked on the user's own form, of those that are wanted; absent: every test.</summary>
    [Length(1, 50), FieldsOfStudy]
    public IReadOnlyList<string>? Fields { get; init; }
}

/// <summary>That the request has come in. What comes of it is told by mail.</summary>
public sealed record AccountRequestReceipt
{
    /// <summary>To be named when asking about it.</summary>
    public required Domain.Id<AccountRequest> Id { get; init; }

    public required AccountRequestState State { get; init; }
}
