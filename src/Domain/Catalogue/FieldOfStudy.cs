namespace Cesuur.Domain.Catalogue;

/// <summary>
/// What a test belongs to besides its level, such as <c>zorg-en-welzijn</c> (E): an organisation can be entitled to
/// a field, and a user bound to some. A key that publishers agree on with those who ask, not an entity of its own.
/// </summary>
public static class FieldOfStudy
{
    public const int MaxLength = 60;

    /// <summary>Words of lower-case letters and digits, joined by dashes.</summary>
    public const string Pattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
}
