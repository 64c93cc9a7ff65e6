using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Api.Catalogue;

/// <summary>The parts of the upload.</summary>
public sealed record ManualForm
{
    /// <summary>A PDF of at most 20 MiB.</summary>
    public required IFormFile File { get; init; }

    [Required, StringLength(Manual.MaxTitle, MinimumLength = 1)]
    public required string Title { get; init; }

    /// <summary>A BCP 47 tag, such as <c>nl</c> or <c>en-GB</c>.</summary>
    [Required, StringLength(35, MinimumLength = 2), RegularExpression("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")]
    public required string Language { get; init; }

    public required ManualKind Kind { get; init; }
}

/// <summary>A document of a test, to download.</summary>
public sealed record ManualResponse
{
    public required Id<Manual> Id { get; init; }

    public required Id<Test> TestId { get; init; }

    public required ManualKind Kind { get; init; }

    public required string Title { get; init; }

    /// <summary>A BCP 47 tag, such as <c>nl</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public required string Checksum { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static ManualResponse From(Manual manual) => new()
    {
        Id = manual.Id,
        TestId = manual.TestId,
        Kind = manual.Kind,
        Title = manual.Title,
        Language = manual.Language,
        Size = manual.Size,
        Checksum = manual.Checksum,
        CreatedAt = manual.CreatedAt,
    };
}
