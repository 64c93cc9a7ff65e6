namespace Cesuur.Infrastructure.Files;

/// <summary>Where the bucket is and who may use it: the section <c>Files:S3</c>.</summary>
public sealed record S3Options
{
    /// <summary>The bucket; null: files are in a folder.</summary>
    public string? Bucket { get; init; }

    /// <summary>The address of a store that is not Amazon's.</summary>
    public Uri? Endpoint { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>Null, with <see cref="SecretKey"/>: what the machine itself may, as AWS SDKs find it out.</summary>
    public string? AccessKey { get; init; }

    public string? SecretKey { get; init; }

    /// <summary>The bucket is in the path and not in the host name, as most stores of one's own want it.</summary>
    public bool PathStyle { get; init; }
}
