namespace Cesuur.Domain.Catalogue;

/// <summary>
/// Text as content has it everywhere: a fragment of HTML, well-formed as XML, with the elements and attributes of an
/// allow-list and nothing that runs. Plain text is one, with <c>&amp;</c> and <c>&lt;</c> written as entities.
/// Files are named by their ids: <c>&lt;img src="media_…" alt="…"/&gt;</c>.
/// </summary>
public static class RichText
{
}
