namespace Cesuur.Domain.Catalogue;

public static partial class CatalogueErrors
{
    public static readonly DomainError NotADraft =
        new("version_not_a_draft", ErrorKind.Conflict, "A published version never changes");

    public static readonly DomainError NotPublished =
        new("version_not_published", ErrorKind.Conflict, "Only a published version is retired");

    public static readonly DomainError NotPublishable =
        new("version_not_publishable", ErrorKind.Invalid, "The version cannot be published as it is");

    public static readonly DomainError TestPublished =
        new("test_published", ErrorKind.Conflict, "Skill, level and programme stay once a version has been published");

    public static readonly DomainError TestInUse =
        new("test_in_use", ErrorKind.Conflict, "A test that was published, or that prices or manuals name, is not deleted");

    public static readonly DomainError NoPublishedVersion =
        new("no_published_version", ErrorKind.Conflict, "The test has no published version");
}
